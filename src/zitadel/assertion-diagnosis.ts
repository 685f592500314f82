import type { TokenContext } from '../asked.ts';
import { checkClaims, type Finding } from './assertion-checks.ts';
import { believable, clockOffset, correctable } from './clock.ts';
import type { Answer } from '../types.ts';
import { discover } from './discovery.ts';
import { ActionError } from '../util/errors.ts';
import type { Grant } from '../credentials/credential.ts';
import { sameButScheme } from '../inputs/origin.ts';
import { quote } from '../util/text.ts';
import { describeAnswer, parseSaid } from '../http/response.ts';
import { inWords, toTheSecond } from '../util/time.ts';

/**
 * Whether an answer refuses an assertion. ZITADEL says the same for every cause, and before v4.14 it says it as a server
 * error (v2.53 to v4.13) or in other words (before).
 */
export function isRefusedAssertion(answer: Answer, grant: Grant): boolean {
  if (grant.type !== 'jwt-bearer') return false;
  const { error, description } = parseSaid(answer);
  return (
    (answer.status === 400 && (error === 'invalid_grant' || description === 'assertion invalid')) ||
    (answer.status === 500 && error === 'server_error' && description?.includes('Errors.Internal') === true)
  );
}

/**
 * Why an assertion was refused: what was checked and is fine, what is wrong, and what remains. Asks for one more thing,
 * the discovery document.
 */
export async function diagnoseAssertion(answer: Answer, grant: Grant, context: TokenContext): Promise<ActionError> {
  const { asked, connection, log, now } = context;
  const discovered = (await discover(connection))?.issuer;
  const offset = clockOffset(answer, now());
  const serverNow = now() + (believable(offset) ? offset : 0);
  const findings = [
    checkIssuer(discovered === undefined ? undefined : log.clean(discovered), asked.issuer),
    ...checkClaims(grant, serverNow),
    checkExpiry(grant, serverNow),
    checkAlgorithm(answer, grant),
    checkClock(offset, grant),
  ].filter((finding) => finding !== undefined);
  const fine = findings.flatMap((finding) => ('fine' in finding ? [finding.fine] : []));
  const causes = findings.flatMap((finding) => ('cause' in finding ? [finding] : []));
  const whatever = answer.status === 500 ? 'ZITADEL before 4.14 says this' : 'ZITADEL says the same';
  const refused = `The assertion was refused: ${describeAnswer(answer, log)}. ${whatever} whatever the cause.`;
  const checked = fine.length === 0 ? '' : `\nChecked and fine: ${fine.join('; ')}.`;
  if (causes.length > 0) {
    return new ActionError(
      causes[0]?.config ? 'config' : 'credential',
      `${refused}${checked}\nThe cause: ${causes.map(({ cause }) => cause).join('; ')}.`,
      [...new Set(causes.map(({ fix }) => fix))].join(' '),
    );
  }
  return new ActionError(
    'credential',
    `${refused}${checked}\n${whatRemains(grant, asked.issuer)}`,
    lookAtKeys(grant, answer),
  );
}

function whatRemains({ key, userId, expiresAt }: Grant, issuer: string): string {
  const name = key === undefined ? 'the key' : `key ${quote(key.id)}`;
  const user = userId === undefined ? 'this account' : `user ${quote(userId)}`;
  // ZITADEL's own key files hold both halves of what belongs together, and the date; a pair of one's own does not.
  const own = expiresAt === undefined ? ', has expired, is not the one that signed' : '';
  return `What remains: (1) ${name} was deleted${own}, or belongs to another user or to an application; (2) ${user} was removed; (3) both are of another instance than ${issuer}.`;
}

function lookAtKeys({ key }: Grant, { status }: Answer): string {
  const name = key === undefined ? 'the key' : quote(key.id);
  const faulty =
    status === 500 ? ', or if the instance is 4.14 or later, where this answer is a fault of the server' : '';
  return `Look at the keys of this service account in ZITADEL, and make a new one if ${name} is not among them. Run the step again if it was made seconds ago${faulty}.`;
}

function checkClock(offset: number, grant: Grant): Finding {
  if (!believable(offset)) {
    return {
      cause: `this runner's clock and the date of the server's answer are ${inWords(Math.abs(offset))} apart`,
      fix: `Set this runner's clock (NTP); if it is right, look at what stands in front of the instance and dates its answers.`,
    };
  }
  const seconds = Math.round(Math.abs(offset) / 1000);
  if (!correctable(offset)) return { fine: `this runner's clock (${seconds} s from the server's)` };
  const side = offset > 0 ? 'behind' : 'ahead of';
  // Our own assertion has been signed again with the server's time, and that was refused as well.
  return grant.assertion === undefined
    ? { fine: `the time in the assertion (corrected: this runner's clock is ${seconds} s ${side} the server's)` }
    : {
        cause: `this runner's clock is ${seconds} s ${side} the server's, and so may be the clock that dated the assertion`,
        fix: `Synchronize the clock (NTP) of the machine that signs, and sign again.`,
      };
}

function checkIssuer(discovered: string | undefined, issuer: string): Finding | undefined {
  if (discovered === undefined) return undefined;
  if (discovered === issuer) return { fine: `the issuer (${issuer})` };
  return {
    cause: `the instance calls itself ${quote(discovered)}, and the assertion is meant for ${quote(issuer)}`,
    fix:
      sameButScheme(discovered, issuer) && issuer.startsWith('https:')
        ? `Let the proxy in front of the instance send x-forwarded-proto: https, or set the instance's ExternalSecure to true.`
        : `Set 'domain' to ${quote(discovered)}, if that is the instance; with 'endpoint', check that it leads there.`,
    config: true,
  };
}

function checkExpiry({ expiresAt }: Grant, serverNow: number): Finding | undefined {
  if (expiresAt === undefined) return undefined;
  if (expiresAt > serverNow) return { fine: `the key's expiry date` };
  return {
    cause: `the key expired on ${toTheSecond(expiresAt)} by the server's clock`,
    fix: `Make a new key for this service account in ZITADEL (service account → Keys → New) and store it in place of the old one.`,
  };
}

/** v4.13 and earlier accept the upload of a P-256 key, and then refuse every assertion by it with 500. */
function checkAlgorithm(answer: Answer, { key }: Grant): Finding | undefined {
  if (key === undefined) return undefined;
  if (key.algorithm !== 'ES256' || answer.status !== 500) return { fine: `the algorithm (${key.algorithm})` };
  return {
    cause: `the key is P-256 (ES256), which ZITADEL accepts from version 4.14 on, and this server is older`,
    fix: `Use an RSA key (2048 bits or more), or update the instance to 4.14 or later.`,
  };
}
