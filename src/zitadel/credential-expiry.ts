import type { Credential } from '../credentials/credential.ts';
import type { Session } from '../types/step.ts';
import type { CredentialExpiry } from '../types/token.ts';
import { ActionError } from '../util/errors.ts';
import { text } from '../util/json.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { newKeyFix } from '../explain/refusal-fixes.ts';
import { listEntries } from '../http/lists.ts';
import { createLook, userinfo } from '../http/requests.ts';

const dayMs = 86_400_000;
const storeOther = `Create a personal access token in ZITADEL (service account → Personal Access Tokens → New), and store it instead.`;

/** The expiry that the credential itself contains. */
export function knownExpiry({ expiresAt }: Credential): CredentialExpiry | undefined {
  return expiresAt === undefined ? undefined : { at: expiresAt };
}

/**
 * Rejects an expired key, because the server would reject it without a reason.
 * @param now milliseconds since 1970
 */
export function refuseExpired({ token, expiresAt: at }: Credential, now: number): void {
  if (at === undefined || at > now) return;
  const [name, fix] = token === undefined ? ['key', newKeyFix] : ['access token', storeOther];
  const message = `The ${name} expired on ${toTheSecond(at)} (${inWords(now - at)} ago).`;
  throw new ActionError('credential', 'expired-key', message, fix);
}

/**
 * Finds the expiry on the server: of a key by its ID; of a personal access token, which cannot be distinguished from the
 * other tokens of its account, the earliest future expiry. An account can list its own entries without any role.
 * @param userId the account's user ID, if known
 * @returns nothing if the server lacks that API (before v4) or rejects the request
 */
export async function findExpiry(
  token: string,
  userId: string | undefined,
  session: Session,
): Promise<{ readonly expiry?: CredentialExpiry | undefined; readonly userId?: string | undefined }> {
  const look = createLook(token, session);
  const { key, token: isToken } = session.credential;
  if (key !== undefined) {
    const keys = await listEntries(look, 'keys', { filter: { keyIdFilter: { id: key.id } } });
    const at = keys?.entries.find(({ id }) => id === key.id)?.at;
    return at === undefined || Number.isNaN(at) ? {} : { expiry: { at } };
  }
  const owner = isToken === undefined ? undefined : (userId ?? text((await look(userinfo))?.['sub']));
  if (owner === undefined) return {};
  const list = await listEntries(look, 'pats', { filter: { userIdFilter: { id: owner } } });
  // The date of this token may be on another page. NaN, for no date, is not greater than anything.
  const ahead = (list?.isAll === true ? list.entries : []).map(({ at }) => at).filter((at) => at > session.now());
  if (ahead.length === 0) return { userId: owner };
  // Which of several tokens this one is, is not known.
  return { userId: owner, expiry: { at: Math.min(...ahead), earliestOf: ahead.length > 1 ? ahead.length : undefined } };
}

/**
 * The warning for a credential that expires soon.
 * @param days the limit in days; 0 for no warning
 * @param now milliseconds since 1970
 * @returns undefined if no warning is due
 */
export function expiryWarning(
  credential: Credential,
  expiry: CredentialExpiry | undefined,
  { days, now }: { days: number; now: number },
): string | undefined {
  const { token, expiresAt } = credential;
  if (token !== undefined && expiresAt !== undefined) {
    return `'personal-access-token' contains an access token, not a personal access token. It expires on ${toTheSecond(expiresAt)}, in ${inWords(expiresAt - now)}. ${storeOther}`;
  }
  if (expiry === undefined || expiry.at > now + days * dayMs) return undefined;
  const { at, earliestOf } = expiry;
  const several =
    earliestOf === undefined ? '' : ` (the earliest of the account's ${earliestOf} personal access tokens)`;
  const name = token === undefined ? 'The key' : 'The personal access token';
  return `${name} expires on ${toTheSecond(at)}, in ${inWords(at - now)}${several}. Create a new one in ZITADEL and store it before that day.`;
}
