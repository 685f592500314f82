import type { Credential } from '../credentials/credential.ts';
import type { CredentialExpiry, Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { text } from '../util/json.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { listEntries, type Entry } from './entries.ts';
import { createLook, userinfo, type Look } from './requests.ts';

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
    'expired-key',
    `The key expired on ${toTheSecond(expiry.at)} (${inWords(now - expiry.at)} ago); ZITADEL would refuse it without saying why.`,
    `Make a new key for this service account in ZITADEL (service account → Keys → New) and store it in place of the old one.`,
  );
}

/** What the server knows: the expiry, and whose a personal access token is. */
interface Found {
  readonly expiry?: CredentialExpiry | undefined;
  readonly userId?: string | undefined;
}

/**
 * When the credential expires, as the server knows it: for a key without a date, by its ID; for a personal access token,
 * which cannot be told from its account's other ones, the earliest expiry still ahead. ZITADEL v4, UserService ListKeys
 * and ListPersonalAccessTokens; an account sees its own without any role.
 * @param userId the account's user ID, when it is known already
 * @returns what was found: a server without that API, or a rejection, changes nothing
 */
export async function findExpiry(token: string, userId: string | undefined, session: Session): Promise<Found> {
  const look = createLook(token, session);
  const { credential } = session;
  if (credential.type === 'personal-access-token') return await findEarliest(look, userId, session.now());
  return credential.key === undefined ? {} : { expiry: await findKey(look, credential.key.id) };
}

async function findKey(look: Look, id: string): Promise<CredentialExpiry | undefined> {
  const keys = await listEntries(look, 'keys', { keyIdFilter: { id } });
  const key = keys.find((entry) => entry.id === id);
  return key === undefined ? undefined : { at: key.at };
}

async function findEarliest(look: Look, knownUserId: string | undefined, now: number): Promise<Found> {
  const userId = knownUserId ?? text((await look(userinfo))?.['sub']);
  if (userId === undefined) return {};
  const tokens = await listEntries(look, 'pats', { userIdFilter: { id: userId } });
  return { userId, expiry: earliest(tokens.filter(({ at }) => at > now)) };
}

/** Tokens of less than a day were made for one job (`token-lifetime-minutes`): they count only if there are no others. */
function earliest(ahead: readonly Entry[]): CredentialExpiry | undefined {
  const lasting = ahead.filter(({ at, from }) => !(at - from < dayMs));
  const times = (lasting.length > 0 ? lasting : ahead).map(({ at }) => at);
  if (times.length === 0) return undefined;
  return { at: Math.min(...times), earliestOf: times.length > 1 ? times.length : undefined };
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
