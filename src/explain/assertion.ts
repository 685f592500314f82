import type { Grant } from '../credentials/credential.ts';
import { clockOffset } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import { ActionError } from '../util/errors.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { believable, correctable } from './clock.ts';
import { discover } from './discovery.ts';
import { issuerFix } from './issuer.ts';
import { newKeyFix } from './refusal-fixes.ts';
import type { Rejection } from './rejection.ts';

/** The result of one check: ruled out, or the cause. */
type Finding = { readonly fine: string } | { readonly cause: string; readonly fix: string; readonly config?: true };

/**
 * Checks everything about a rejected assertion that the runner can check: names what is ruled out, and the cause or the
 * possible causes.
 */
export async function assertionFailure(
  { response, words }: Rejection,
  grant: Grant,
  session: Session,
): Promise<ActionError> {
  const { issuer, log, now } = session;
  const offset = clockOffset(response, now());
  const serverNow = now() + (believable(offset) ? offset : 0);
  const named = text((await discover(session))['issuer']);
  const findings = [
    checkIssuer(named && log.clean(named), grant, session),
    ...checkClaims(grant, serverNow),
    checkExpiry(grant, serverNow),
    checkAlgorithm(response.status, grant),
    checkClock(offset, grant),
  ].filter((finding) => finding !== undefined);
  const fine = findings.flatMap((finding) => ('fine' in finding ? [finding.fine] : []));
  const causes = findings.flatMap((finding) => ('cause' in finding ? [finding] : []));
  const isOld = response.status === 500;
  const isKnown = causes.length > 0;
  const lines = [
    `The assertion was rejected: ${words}. ZITADEL${isOld ? ' before 4.14' : ''} returns this error for every cause.`,
    ...(fine.length === 0 ? [] : [`Already ruled out: ${fine.join('; ')}.`]),
    isKnown ? `The cause: ${causes.map(({ cause }) => cause).join('; ')}.` : possibleCauses(grant, issuer, isOld),
  ];
  const fix = isKnown ? [...new Set(causes.map((found) => found.fix))].join(' ') : checkKeys(grant, isOld);
  return causes[0]?.config
    ? new ActionError('config', 'other-issuer', lines.join('\n'), fix)
    : new ActionError('credential', 'rejected-assertion', lines.join('\n'), fix);
}

function possibleCauses({ key, userId, expiresAt, isOwnPair }: Grant, issuer: string, isOld: boolean): string {
  const name = key === undefined ? 'the key' : `key ${quote(key.id)}`;
  const user = userId === undefined ? 'this account' : `user ${quote(userId)}`;
  // A key file of ZITADEL contains the key, its ID and its expiration date; separate inputs may not belong together.
  const own = expiresAt === undefined ? ', has expired, is not the one that signed' : '';
  const causes = [
    ...(isOld ? [`the instance's database is read-only, or the target of an action does not respond`] : []),
    `${name} was deleted${own}, or belongs to another user or to an application`,
    `${user} was removed${isLogin(userId) ? ' or is not a user ID' : ''}${isOwnPair ? `, or 'key-id' and 'user-id' were exchanged` : ''}`,
    `both belong to another instance than ${issuer}`,
  ];
  return `Possible causes: ${causes.map((cause, index) => `(${index + 1}) ${cause}`).join('; ')}.`;
}

/** Whether a user ID may be a login name. ZITADEL's own IDs are numbers, but an instance may also have chosen ones. */
function isLogin(userId = '0'): boolean {
  return !/^\d+$/.test(userId);
}

function checkKeys({ key, userId, assertion }: Grant, isOld: boolean): string {
  const log = isOld ? `Read the log of the instance. ` : '';
  const where = assertion === undefined ? `'user-id'` : `"iss" and "sub"`;
  const user = isLogin(userId) ? `Set ${where} to the user ID (a number), not to the login name. Otherwise: ` : '';
  const create = isOld ? '' : ` Only if not, create a new one.`;
  return `${log}${user}Check that ${key === undefined ? 'the key' : quote(key.id)} is among the keys on the page of this service account in ZITADEL.${create} If the key was just created, re-run the step.`;
}

/** What the server requires of an assertion that was signed elsewhere (RFC 7523 §3). */
function checkClaims({ assertion }: Grant, serverNow: number): Finding[] {
  if (assertion === undefined) return [];
  const { header, claims } = assertion;
  const { iss, sub, iat, exp } = claims;
  const [issuedAgo, expiredAgo] = [secondsSince(iat, serverNow), secondsSince(exp, serverNow)];
  const times = `Sign right before this step on a machine with the right clock, with "iat" one minute before and "exp" five minutes after that time (numbers of seconds since 1970).`;
  const rules: readonly (readonly [isValid: boolean, cause: string, fix: string])[] = [
    [
      text(header['kid']) !== undefined,
      `its header has no "kid"`,
      `Set "kid" to the ID that ZITADEL shows for the key.`,
    ],
    [
      /^(RS|ES|PS)256$/.test(String(header['alg'])),
      `its "alg" is not RS256, ES256 or PS256`,
      `Sign with RS256, or with ES256 if the instance is 4.14 or later.`,
    ],
    [
      typeof sub === 'string' && iss === sub,
      `its "iss" and "sub" are not the same user ID`,
      `Set both "iss" and "sub" to the service account's user ID.`,
    ],
    [expiredAgo < 0, `its "exp" is ${inSeconds(expiredAgo, 'in the past')}`, times],
    [issuedAgo >= -2, `its "iat" is ${inSeconds(-issuedAgo, 'in the future')} (at most 1 s is valid)`, times],
    [!(issuedAgo > 3600), `its "iat" is ${inSeconds(issuedAgo, 'in the past')} (at most 1 h is valid)`, times],
  ];
  const broken = rules.flatMap(([isValid, cause, fix]) => (isValid ? [] : [{ cause, fix }]));
  return broken.length === 0 ? [{ fine: 'its header and claims' }] : broken;
}

/** @returns NaN for a claim that is not a number of seconds; a very large number is one of milliseconds */
function secondsSince(claim: unknown, now: number): number {
  return typeof claim === 'number' && claim < 1e11 ? now / 1000 - claim : Number.NaN;
}

function inSeconds(seconds: number, where: string): string {
  return Number.isNaN(seconds)
    ? 'missing or not a number of seconds'
    : `${Math.ceil(seconds)} s ${where} by the server's clock`;
}

function checkClock(offset: number, { assertion }: Grant): Finding {
  if (!believable(offset)) {
    return {
      cause: `this runner's clock and the date of the server's response differ by ${inWords(Math.abs(offset))}`,
      fix: `Synchronize this runner's clock (NTP). If the clock is right, check what sets the Date header in front of the instance.`,
    };
  }
  const seconds = `${Math.round(Math.abs(offset) / 1000)} s`;
  if (!correctable(offset)) return { fine: `this runner's clock (${seconds} from the server's)` };
  // Our own assertion was signed again with the server's time, and was rejected again.
  if (assertion === undefined) return { fine: `the time in the assertion (corrected by ${seconds})` };
  return {
    cause: `this runner's clock is ${seconds} ${offset > 0 ? 'behind' : 'ahead of'} the server's, so the clock of the machine that signed the assertion may be wrong, too`,
    fix: `Synchronize the clock (NTP) of the machine that signs, and sign again.`,
  };
}

function checkIssuer(discovered: string | undefined, grant: Grant, session: Session): Finding | undefined {
  if (discovered === undefined) return undefined;
  const { issuer } = session;
  // Our own assertion was signed for both spellings, one after the other.
  const meant: unknown[] = [grant.assertion?.claims['aud'] ?? [issuer, withDefaultPort(issuer)]].flat();
  if (meant.includes(discovered)) return { fine: `the issuer (${oneLine(discovered)})` };
  return {
    cause: `the issuer of the instance is ${quote(discovered)}, but the assertion is for ${quote(String(meant[0]))}`,
    fix: issuerFix(discovered, session),
    config: true,
  };
}

function checkExpiry({ expiresAt }: Grant, serverNow: number): Finding | undefined {
  if (expiresAt === undefined) return undefined;
  if (expiresAt > serverNow) return { fine: `the key's expiration date` };
  return {
    cause: `the key expired on ${toTheSecond(expiresAt)} by the server's clock`,
    fix: newKeyFix,
  };
}

/** v4.13 and earlier accept the upload of a P-256 key, and then reject every assertion that it signed with status 500. */
function checkAlgorithm(status: number, { key }: Grant): Finding | undefined {
  if (key === undefined) return undefined;
  if (key.algorithm !== 'ES256' || status !== 500) return { fine: `the algorithm (${key.algorithm})` };
  return {
    cause: `the key is P-256 (ES256), which ZITADEL accepts from version 4.14 on, and this server is older`,
    fix: `Use an RSA key (2048 bits or more), or update the instance.`,
  };
}
