import type { Grant } from '../credentials/credential.ts';
import { clockOffset } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { issuerFix } from './issuer.ts';

/** The result of one check: ruled out, or the cause. */
export type Finding =
  { readonly fine: string } | { readonly cause: string; readonly fix: string; readonly config?: true };

/**
 * Checks everything about a rejected assertion that the runner can check.
 * @param discovered the issuer in the discovery document
 */
export function checkAssertion(
  grant: Grant,
  { response, discovered }: { readonly response: HttpResponse; readonly discovered: string | undefined },
  session: Session,
): Finding[] {
  const { now } = session;
  const offset = clockOffset(response, now());
  const serverNow = now() + (believable(offset) ? offset : 0);
  return [
    checkIssuer(discovered, grant, session),
    ...checkClaims(grant, serverNow),
    checkExpiry(grant, serverNow),
    checkAlgorithm(response.status, grant),
    checkClock(offset, grant),
  ].filter((finding) => finding !== undefined);
}

/** What the server requires of an assertion that was signed elsewhere (RFC 7523 §3). */
function checkClaims({ assertion }: Grant, serverNow: number): Finding[] {
  if (assertion === undefined) return [];
  const { header, claims } = assertion;
  const seconds = serverNow / 1000;
  const { iss, sub, iat, exp } = claims;
  const times = `Sign right before this step on a machine with the right clock, with "iat" one minute before and "exp" five minutes after that time (numbers of seconds since 1970).`;
  const rules: readonly (readonly [boolean, string, string])[] = [
    [
      text(header['kid']) === undefined,
      `its header has no "kid"`,
      `Set "kid" to the key ID that ZITADEL shows for the uploaded key.`,
    ],
    [
      !['RS256', 'ES256', 'PS256'].includes(String(header['alg'])),
      `its "alg" is not RS256, ES256 or PS256`,
      `Sign with RS256, or with ES256 if the instance is 4.14 or later.`,
    ],
    [
      typeof sub !== 'string' || iss !== sub,
      `its "iss" and "sub" are not the same user ID`,
      `Set both "iss" and "sub" to the service account's user ID.`,
    ],
    [
      typeof exp !== 'number' || exp > longestSeconds || exp <= seconds,
      `its "exp" is ${notSeconds(exp) ?? `${Math.ceil(seconds - Number(exp))} s in the past by the server's clock`}`,
      times,
    ],
    [
      typeof iat !== 'number' || iat > seconds + 2 || iat < seconds - 3600,
      `its "iat" is ${notSeconds(iat) ?? `${Math.abs(Math.round(seconds - Number(iat)))} s ${Number(iat) > seconds ? 'ahead of' : 'behind'} the server's clock (at most 1 s ahead and 1 h behind is valid)`}`,
      times,
    ],
  ];
  const broken = rules.flatMap(([isBroken, cause, fix]) => (isBroken ? [{ cause, fix }] : []));
  return broken.length === 0 ? [{ fine: 'its header and claims' }] : broken;
}

/** A larger number is a time in milliseconds. */
const longestSeconds = 1e11;

/** @returns what is wrong with a claim that must be a number of seconds; undefined if it is one */
function notSeconds(claim: unknown): string | undefined {
  if (claim === undefined) return 'missing';
  if (typeof claim !== 'number') return 'not a number';
  return claim > longestSeconds ? 'in milliseconds, not in seconds' : undefined;
}

function checkClock(offset: number, grant: Grant): Finding {
  if (!believable(offset)) {
    return {
      cause: `this runner's clock and the date of the server's response differ by ${inWords(Math.abs(offset))}`,
      fix: `Synchronize this runner's clock (NTP). If the clock is right, check what sets the Date header in front of the instance.`,
    };
  }
  const seconds = Math.round(Math.abs(offset) / 1000);
  if (!correctable(offset)) return { fine: `this runner's clock (${seconds} s from the server's)` };
  const difference = `this runner's clock is ${seconds} s ${offset > 0 ? 'behind' : 'ahead of'} the server's`;
  // Our own assertion was signed again with the server's time, and was rejected again.
  return grant.assertion === undefined
    ? { fine: `the time in the assertion (corrected: ${difference})` }
    : {
        cause: `${difference}, so the clock of the machine that signed the assertion may be wrong, too`,
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
    fix: `Create a new key for this service account in ZITADEL (service account → Keys → New), and store it instead of the old one.`,
  };
}

/** v4.13 and earlier accept the upload of a P-256 key, and then reject every assertion that it signed with status 500. */
function checkAlgorithm(status: number, { key }: Grant): Finding | undefined {
  if (key === undefined) return undefined;
  if (key.algorithm !== 'ES256' || status !== 500) return { fine: `the algorithm (${key.algorithm})` };
  return {
    cause: `the key is P-256 (ES256), which ZITADEL accepts from version 4.14 on, and this server is older`,
    fix: `Use an RSA key (2048 bits or more), or update the instance to 4.14 or later.`,
  };
}

/** A smaller offset is within the tolerance for `iat`. One of a day or more may be a wrong header, not a wrong clock. */
const smallestMs = 30_000;
const largestMs = 86_400_000;

/** Whether an offset explains a rejected assertion, and is small enough to be a real one. */
export function correctable(offset: number): boolean {
  return Math.abs(offset) > smallestMs && believable(offset);
}

/** Whether a response's `Date` may be the server's time. */
function believable(offset: number): boolean {
  return Math.abs(offset) < largestMs;
}

/** The Date of a response, from which the server's clock follows, may be that of a wrong gateway. */
export function believed(offset: number): number {
  return correctable(offset) ? offset : 0;
}
