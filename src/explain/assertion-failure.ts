import type { Grant } from '../credentials/credential.ts';
import type { Session } from '../types/step.ts';
import { ActionError } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import { checkAssertion } from './assertion-findings.ts';
import { discover } from './discovery.ts';
import type { Rejection } from './rejection.ts';

/** Names what was ruled out, and the cause or the possible causes of a rejected assertion. */
export async function assertionFailure(
  { response, words }: Rejection,
  grant: Grant,
  session: Session,
): Promise<ActionError> {
  const discovered = session.log.field((await discover(session))['issuer']);
  const findings = checkAssertion(grant, { response, discovered }, session);
  const fine = findings.flatMap((finding) => ('fine' in finding ? [finding.fine] : []));
  const causes = findings.flatMap((finding) => ('cause' in finding ? [finding] : []));
  const old = response.status === 500 ? ' before 4.14' : '';
  const [first] = causes;
  const lines = [
    `The assertion was rejected: ${words}. ZITADEL${old} returns this error for every cause.`,
    ...(fine.length === 0 ? [] : [`Already ruled out: ${fine.join('; ')}.`]),
    first === undefined
      ? possibleCauses(grant, session.issuer, old)
      : `The cause: ${causes.map(({ cause }) => cause).join('; ')}.`,
  ];
  return new ActionError(
    first?.config ? 'config' : 'credential',
    first?.config ? 'other-issuer' : 'rejected-assertion',
    lines.join('\n'),
    first === undefined ? checkKeys(grant, old) : [...new Set(causes.map(({ fix }) => fix))].join(' '),
  );
}

function possibleCauses({ key, userId, expiresAt, isOwnPair }: Grant, issuer: string, old: string): string {
  const name = key === undefined ? 'the key' : `key ${quote(key.id)}`;
  const user = userId === undefined ? 'this account' : `user ${quote(userId)}`;
  // A key file of ZITADEL contains the key, its ID and its expiration date; separate inputs may not belong together.
  const own = expiresAt === undefined ? ', has expired, is not the one that signed' : '';
  const causes = [
    ...(old === '' ? [] : [`the instance's database is read-only, or the target of an action does not respond`]),
    `${name} was deleted${own}, or belongs to another user or to an application, whose keys never work here`,
    `${user} was removed${isNumber(userId) ? '' : ' or is not a user ID'}${isOwnPair ? `, or 'key-id' and 'user-id' were exchanged` : ''}`,
    `both belong to another instance than ${issuer}`,
  ];
  return `Possible causes: ${causes.map((cause, index) => `(${index + 1}) ${cause}`).join('; ')}.`;
}

/** ZITADEL's own user IDs are numbers, but an instance may also have IDs that were chosen. */
function isNumber(userId: string | undefined): boolean {
  return userId === undefined || /^\d+$/.test(userId);
}

function checkKeys({ key, userId, assertion, isOwnPair }: Grant, old: string): string {
  const name = key === undefined ? 'the key' : quote(key.id);
  const where = assertion === undefined ? `'user-id'` : `"iss" and "sub"`;
  const user = isNumber(userId)
    ? ''
    : `Set ${where} to the user ID (the number on the service account's page), not to the login name. Otherwise: `;
  if (old !== '') {
    return `Read the log of the instance, which names the cause of status 500. If it names none: ${user}Check that ${name} is among the keys of this service account in ZITADEL. If the key was created seconds ago, re-run the step.`;
  }
  const pair = isOwnPair ? `Compare 'key-id' and 'user-id' with the service account's page in ZITADEL. ` : '';
  return `${user}${pair}Check the keys of this service account in ZITADEL. Only if ${name} is not among them, create a new one. If the key was created seconds ago, re-run the step.`;
}
