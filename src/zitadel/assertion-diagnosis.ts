import type { Grant } from '../credentials/credential.ts';
import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import { checkAssertion } from './assertion-checks.ts';
import type { Rejection } from './refusal-error.ts';

/**
 * Whether an answer refuses an assertion. ZITADEL says the same for every cause, and before v4.14 it says it as a server
 * error (v2.53 to v4.13) or in other words (before).
 */
export function isRejectedAssertion({ status, error, description }: ErrorBody, grant: Grant): boolean {
  if (grant.type !== 'jwt-bearer') return false;
  return (
    (status === 400 && (error === 'invalid_grant' || description === 'assertion invalid')) ||
    (status === 500 && error === 'server_error' && description?.includes('Errors.Internal') === true)
  );
}

/**
 * Why an assertion was refused: what was checked and is fine, what is wrong, and what remains.
 * @param discovered the issuer that the discovery document names
 */
export function diagnoseAssertion(
  { response, words }: Rejection,
  grant: Grant,
  { discovered, session }: { readonly discovered: string | undefined; readonly session: Session },
): ActionError {
  const { issuer, log } = session;
  const named = discovered === undefined ? undefined : log.clean(discovered);
  const findings = checkAssertion(grant, response, named, session);
  const fine = findings.flatMap((finding) => ('fine' in finding ? [finding.fine] : []));
  const causes = findings.flatMap((finding) => ('cause' in finding ? [finding] : []));
  const whatever = response.status === 500 ? 'ZITADEL before 4.14 says this' : 'ZITADEL says the same';
  const refused = `The assertion was refused: ${words}. ${whatever} whatever the cause.`;
  const checked = fine.length === 0 ? '' : `\nChecked and fine: ${fine.join('; ')}.`;
  if (causes.length > 0) {
    return new ActionError(
      causes[0]?.config ? 'config' : 'credential',
      causes[0]?.config ? 'other-issuer' : 'rejected-assertion',
      `${refused}${checked}\nThe cause: ${causes.map(({ cause }) => cause).join('; ')}.`,
      [...new Set(causes.map(({ fix }) => fix))].join(' '),
    );
  }
  return new ActionError(
    'credential',
    'rejected-assertion',
    `${refused}${checked}\n${whatRemains(grant, issuer)}`,
    lookAtKeys(grant, response.status),
  );
}

function whatRemains({ key, userId, expiresAt }: Grant, issuer: string): string {
  const name = key === undefined ? 'the key' : `key ${quote(key.id)}`;
  const user = userId === undefined ? 'this account' : `user ${quote(userId)}`;
  // ZITADEL's own key files hold both halves of what belongs together, and the date; a pair of one's own does not.
  const own = expiresAt === undefined ? ', has expired, is not the one that signed' : '';
  return `What remains: (1) ${name} was deleted${own}, or belongs to another user or to an application, whose keys never work here; (2) ${user} was removed${isNumber(userId) ? '' : ' or is not a user ID'}; (3) both are of another instance than ${issuer}.`;
}

/** ZITADEL's own user IDs are numbers; an instance may also have IDs that were chosen. */
function isNumber(userId: string | undefined): boolean {
  return userId === undefined || /^\d+$/.test(userId);
}

function lookAtKeys({ key, userId, assertion }: Grant, status: number): string {
  const name = key === undefined ? 'the key' : quote(key.id);
  const faulty =
    status === 500 ? ', or if the instance is 4.14 or later, where this answer is a fault of the server' : '';
  const where = assertion === undefined ? `'user-id'` : `"iss" and "sub"`;
  const look = isNumber(userId)
    ? 'Look'
    : `Set ${where} to the user ID (the number on the service account's page), not to the login name. If it is the user ID, look`;
  return `${look} at the keys of this service account in ZITADEL, and make a new one if ${name} is not among them. Run the step again if it was made seconds ago${faulty}.`;
}
