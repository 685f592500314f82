import type { Grant } from '../credentials/credential.ts';
import type { HttpResponse, Session } from '../types.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { oneLine, quote } from '../util/text.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { issuerFix } from './issuer.ts';

/** One thing that an assertion depends on: checked and fine, or the cause. */
export type Finding =
  { readonly fine: string } | { readonly cause: string; readonly fix: string; readonly config?: true };

/**
 * What can be checked about a rejected assertion from here.
 * @param discovered the issuer that the discovery document names
 */
export function checkAssertion(
  grant: Grant,
  response: HttpResponse,
  discovered: string | undefined,
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

/** What the server wants of an assertion that was signed elsewhere (RFC 7523 §3). */
function checkClaims({ assertion }: Grant, serverNow: number): Finding[] {
  if (assertion === undefined) return [];
  const { header, claims } = assertion;
  const seconds = serverNow / 1000;
  const { iss, sub, iat, exp } = claims;
  const rules: readonly { readonly broken: boolean; readonly cause: string; readonly fix: string }[] = [
    {
      broken: typeof header['kid'] !== 'string' || header['kid'] === '',
      cause: `its header has no "kid"`,
      fix: `Set "kid" to the id that ZITADEL gave the uploaded key.`,
    },
    {
      broken: typeof header['alg'] !== 'string' || !['RS256', 'ES256', 'PS256'].includes(header['alg']),
      cause: `its "alg" is none of RS256, ES256 and PS256`,
      fix: `Sign with RS256, or with ES256 from ZITADEL 4.14 on.`,
    },
    {
      broken: typeof sub !== 'string' || iss !== sub,
      cause: `its "iss" and "sub" are not one and the same user id`,
      fix: `Set both "iss" and "sub" to the service account's user id.`,
    },
    {
      broken: typeof exp !== 'number' || exp > longestSeconds || exp <= seconds,
      cause: `its "exp" is ${notSeconds(exp) ?? `${Math.ceil(seconds - Number(exp))} s in the past by the server's clock`}`,
      fix: `Sign it right before this step, with "exp" some minutes ahead, as a number of seconds since 1970.`,
    },
    {
      broken: typeof iat !== 'number' || iat > seconds + 2 || iat < seconds - 3600,
      cause: `its "iat" is ${notSeconds(iat) ?? `${Math.abs(Math.round(seconds - Number(iat)))} s ${Number(iat) > seconds ? 'ahead of' : 'behind'} the server's clock; at most 1 s ahead and 1 h behind is accepted`}`,
      fix: `Set "iat" to the time of signing minus a minute, as a number of seconds since 1970, and sign right before this step, on a machine whose clock is right.`,
    },
  ];
  const broken = rules.filter((rule) => rule.broken);
  return broken.length === 0 ? [{ fine: 'its header and claims' }] : broken;
}

/** A time above this is one in milliseconds. */
const longestSeconds = 1e11;

/** @returns what a claim is instead of a number of seconds; undefined when it is one */
function notSeconds(claim: unknown): string | undefined {
  if (claim === undefined) return 'missing';
  if (typeof claim !== 'number') return 'not a number';
  return claim > longestSeconds ? 'in milliseconds, not in seconds' : undefined;
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

function checkIssuer(discovered: string | undefined, grant: Grant, session: Session): Finding | undefined {
  if (discovered === undefined) return undefined;
  const { issuer } = session;
  // An assertion of ours was signed for both spellings, one after the other.
  const meant: unknown[] = [grant.assertion?.claims['aud'] ?? [issuer, withDefaultPort(issuer)]].flat();
  if (meant.includes(discovered)) return { fine: `the issuer (${oneLine(discovered)})` };
  return {
    cause: `the instance calls itself ${quote(discovered)}, but the assertion is for ${quote(String(meant[0]))}`,
    fix: issuerFix(discovered, session),
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
function checkAlgorithm(status: number, { key }: Grant): Finding | undefined {
  if (key === undefined) return undefined;
  if (key.algorithm !== 'ES256' || status !== 500) return { fine: `the algorithm (${key.algorithm})` };
  return {
    cause: `the key is P-256 (ES256), which ZITADEL accepts from version 4.14 on, and this server is older`,
    fix: `Use an RSA key (2048 bits or more), or update the instance to 4.14 or later.`,
  };
}

/** A smaller offset is within what `iat` allows for; one of a day or more may be a wrong header, not a wrong clock. */
const smallestMs = 30_000;
const largestMs = 86_400_000;

/**
 * How far the server's clock is ahead of ours, by the answer's `Date`.
 * @param now milliseconds since 1970
 * @returns milliseconds; 0 when the answer tells no time
 */
export function clockOffset({ headers }: HttpResponse, now: number): number {
  const offset = Date.parse(headers['date'] ?? '') - now;
  return Number.isNaN(offset) ? 0 : offset;
}

/** Whether an offset explains a refused assertion, and is small enough to be believed. */
export function correctable(offset: number): boolean {
  return Math.abs(offset) > smallestMs && believable(offset);
}

/** Whether an answer's `Date` may be taken for the server's time. */
function believable(offset: number): boolean {
  return Math.abs(offset) < largestMs;
}
