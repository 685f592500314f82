import type { TokenContext } from './asked.ts';
import { clockOffset, correctable } from './clock.ts';
import type { Answer } from './deps.ts';
import { discover } from './discovery.ts';
import { ActionError } from './errors.ts';
import type { Grant } from './grants/grant.ts';
import { quote } from './quote.ts';
import { describeAnswer, parseSaid } from './said.ts';

/**
 * Whether an answer refuses an assertion. ZITADEL says the same for every cause, and before v4.14 it says it as a server
 * error (v2.53 to v4.13) or in other words (before).
 */
export function isRefusedAssertion(answer: Answer, grant: Grant): boolean {
  if (grant.type !== 'jwt-bearer') return false;
  const { error, description } = parseSaid(answer);
  return (
    (answer.status === 400 && (error === 'invalid_grant' || description === 'assertion invalid')) ||
    (answer.status === 500 && error === 'server_error' && description === 'Errors.Internal')
  );
}

/** One thing that an assertion depends on: checked and fine, or the cause. */
type Finding = { readonly fine: string } | { readonly cause: string; readonly fix: string; readonly config?: true };

/**
 * Why an assertion was refused: what was checked and is fine, what is wrong, and what remains. Asks for one more thing,
 * the discovery document.
 */
export async function diagnoseAssertion(answer: Answer, grant: Grant, context: TokenContext): Promise<ActionError> {
  const { asked, connection, log, now } = context;
  const discovered = (await discover(connection))?.issuer;
  const offset = clockOffset(answer, now());
  const serverNow = now() + offset;
  const findings = [
    checkIssuer(discovered === undefined ? undefined : log.clean(discovered), asked.issuer),
    ...checkClaims(grant, serverNow),
    checkExpiry(grant, serverNow),
    checkAlgorithm(answer, grant),
    checkClock(offset, grant),
  ].filter((finding) => finding !== undefined);
  const fine = findings.flatMap((finding) => ('fine' in finding ? [finding.fine] : []));
  const cause = findings.find((finding) => 'cause' in finding);
  const refused = `The assertion was refused: ${describeAnswer(answer, log)}. ZITADEL says the same whatever the cause.`;
  const checked = fine.length === 0 ? '' : `\nChecked and fine: ${fine.join('; ')}.`;
  if (cause !== undefined) {
    return new ActionError(
      cause.config ? 'config' : 'credential',
      `${refused}${checked}\nThe cause: ${cause.cause}.`,
      cause.fix,
    );
  }
  return new ActionError('credential', `${refused}${checked}\n${whatRemains(grant)}`, lookAtKeys(grant));
}

function whatRemains({ key, userId, expiresAt }: Grant): string {
  const name = key === undefined ? 'the key' : `key ${quote(key.id)}`;
  const user = userId === undefined ? 'this account' : `user ${quote(userId)}`;
  const expired = expiresAt === undefined ? ', has expired,' : '';
  return `What remains: (1) ${name} was deleted${expired} or is not a key of ${user}; (2) ${user} was removed; (3) both belong to another instance.`;
}

function lookAtKeys({ key }: Grant): string {
  const name = key === undefined ? 'the key' : quote(key.id);
  return `Look at the keys of this service account in ZITADEL, and make a new one if ${name} is not among them. If it was made seconds ago, run the step again.`;
}

function checkClock(offset: number, grant: Grant): Finding {
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
      discovered.replace(/^https?:/, '') === issuer.replace(/^https?:/, '')
        ? `Let the proxy in front of the instance send x-forwarded-proto, or set ExternalSecure of the instance to what it is; else set 'domain' to ${quote(discovered)}.`
        : `Set 'domain' to ${quote(discovered)} if that is your instance; with 'endpoint', check that it leads there.`,
    config: true,
  };
}

function checkExpiry({ expiresAt }: Grant, serverNow: number): Finding | undefined {
  if (expiresAt === undefined) return undefined;
  if (expiresAt > serverNow) return { fine: `the key's expiry date` };
  return {
    cause: `the key expired on ${new Date(expiresAt).toISOString()} by the server's clock`,
    fix: `Make a new key for this service account and store it in place of the old one.`,
  };
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
      broken: !['RS256', 'ES256', 'PS256'].includes(String(header['alg'])),
      cause: `its "alg" is none of RS256, ES256 and PS256`,
      fix: `Sign with RS256, or with ES256 from ZITADEL 4.14 on.`,
    },
    {
      broken: typeof sub !== 'string' || iss !== sub,
      cause: `its "iss" and "sub" are not one and the same user id`,
      fix: `Set both "iss" and "sub" to the service account's user id.`,
    },
    {
      broken: typeof exp !== 'number' || exp <= seconds,
      cause: `its "exp" is ${typeof exp === 'number' ? `${Math.ceil(seconds - exp)} s in the past by the server's clock` : 'missing'}`,
      fix: `Sign it right before this step, with "exp" some minutes ahead, in seconds since 1970.`,
    },
    {
      broken: typeof iat !== 'number' || iat > seconds + 2 || iat < seconds - 3600,
      cause: `its "iat" is ${typeof iat === 'number' ? `${Math.abs(Math.round(seconds - iat))} s ${iat > seconds ? 'ahead of' : 'behind'} the server's clock` : 'missing'}; at most 1 s ahead and 1 h behind is accepted`,
      fix: `Set "iat" to the time of signing minus a minute, in seconds since 1970, and sign right before this step.`,
    },
  ];
  const broken = rules.filter((rule) => rule.broken);
  return broken.length === 0 ? [{ fine: 'its header and claims' }] : broken;
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
