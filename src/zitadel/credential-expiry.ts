import type { Credential } from '../inputs/credential.ts';
import type { Connection, Outgoing } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import type { CredentialExpiry } from '../facts.ts';
import { parseObject, text } from '../util/json.ts';
import { inWords, parseDate, toTheSecond } from '../util/time.ts';

const limitMs = 5_000;
const dayMs = 86_400_000;

/** What the credential itself tells of its end. */
export function knownExpiry(credential: Credential): CredentialExpiry | undefined {
  return 'expiresAt' in credential && credential.expiresAt !== undefined ? { at: credential.expiresAt } : undefined;
}

/**
 * Refuses a key that has expired: the server would refuse it as well, and not say why.
 * @param now milliseconds since 1970
 */
export function refuseExpired(expiry: CredentialExpiry | undefined, now: number): void {
  if (expiry === undefined || expiry.at > now) return;
  throw new ActionError(
    'credential',
    `The key expired on ${toTheSecond(expiry.at)} (${inWords(now - expiry.at)} ago); ZITADEL would refuse it without saying why.`,
    `Make a new key for this service account in ZITADEL (service account → Keys → New) and store it in place of the old one.`,
  );
}

interface Search {
  readonly credential: Credential;
  readonly token: string;
  /** The account's user id, when it is known already. */
  readonly userId: string | undefined;
  readonly connection: Connection;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the server told: the end, and whose a personal access token is. */
interface Asked {
  readonly expiry?: CredentialExpiry | undefined;
  readonly userId?: string | undefined;
}

/**
 * When the credential ends, as the server knows it: for a key without a date, by its id; for a personal access token,
 * which cannot be told from its account's other ones, the earliest end still ahead. ZITADEL v4, UserService ListKeys and
 * ListPersonalAccessTokens; an account sees its own without any role.
 * @returns what could be told: a server without that API, or a refusal, changes nothing
 */
export async function askExpiry(search: Search): Promise<Asked> {
  try {
    if (search.credential.type === 'personal-access-token') return await askTokens(search);
    const { key } = search.credential;
    return key === undefined ? {} : { expiry: await askKey(key.id, search) };
  } catch {
    return {};
  }
}

async function askKey(id: string, search: Search): Promise<CredentialExpiry | undefined> {
  const keys = await list('keys', { keyIdFilter: { id } }, search);
  const key = keys.find((entry) => entry.id === id);
  return key === undefined ? undefined : { at: key.at };
}

async function askTokens(search: Search): Promise<Asked> {
  const userId = search.userId ?? (await askUserId(search));
  if (userId === undefined) return {};
  try {
    const tokens = await list('pats', { userIdFilter: { id: userId } }, search);
    return { userId, expiry: earliest(tokens.map(({ at }) => at).filter((at) => at > search.now)) };
  } catch {
    return { userId };
  }
}

function earliest(ahead: readonly number[]): CredentialExpiry | undefined {
  if (ahead.length === 0) return undefined;
  return { at: Math.min(...ahead), earliestOf: ahead.length > 1 ? ahead.length : undefined };
}

async function askUserId(search: Search): Promise<string | undefined> {
  const answer = await once({ method: 'GET', path: '/oidc/v1/userinfo', headers: {} }, search);
  return text(answer['sub']);
}

async function list(kind: 'keys' | 'pats', filter: object, search: Search): Promise<{ id: unknown; at: number }[]> {
  const answer = await once(
    {
      method: 'POST',
      path: `/v2/users/${kind}/search`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filters: [filter] }),
    },
    search,
  );
  const entries: unknown[] = Array.isArray(answer['result']) ? answer['result'] : [];
  return entries
    .filter((entry) => typeof entry === 'object' && entry !== null)
    .map((entry) => ({
      id: 'id' in entry ? entry.id : undefined,
      at: parseDate('expirationDate' in entry ? entry.expirationDate : undefined),
    }))
    .filter(({ at }) => !Number.isNaN(at));
}

async function once(request: Outgoing, { connection, token }: Search): Promise<Record<string, unknown>> {
  const headers = { ...request.headers, authorization: `Bearer ${token}` };
  const answer = await connection.send(() => ({ ...request, headers }), { what: 'the expiry', onceWithinMs: limitMs });
  return (answer.status === 200 ? parseObject(answer.body) : undefined) ?? {};
}

/** How messages name the credential that ends. */
function expiringThing({ type }: Credential): string {
  return type === 'personal-access-token' ? 'The personal access token' : 'The key';
}

/**
 * The warning for a credential that ends soon.
 * @param days how many days ahead are soon; 0 for never
 * @param now milliseconds since 1970
 * @returns undefined when there is nothing to warn of
 */
export function expiryWarning(
  credential: Credential,
  expiry: CredentialExpiry | undefined,
  { days, now }: { days: number; now: number },
): string | undefined {
  if (expiry === undefined || expiry.at > now + days * dayMs) return undefined;
  const several =
    expiry.earliestOf === undefined
      ? ''
      : ` (the earliest end of the account's ${expiry.earliestOf} tokens; which of them this is cannot be told)`;
  return (
    `${expiringThing(credential)} expires on ${toTheSecond(expiry.at)}, in ${inWords(expiry.at - now)}${several}. ` +
    `Make a new one in ZITADEL and store it before that day.`
  );
}
