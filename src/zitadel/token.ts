import type { TokenContext } from '../asked.ts';
import { clockOffset, correctable } from './clock.ts';
import type { Answer, Outgoing } from '../types.ts';
import { diagnoseAssertion, isRefusedAssertion } from './assertion-diagnosis.ts';
import { ActionError } from '../util/errors.ts';
import type { Grant } from '../credentials/credential.ts';
import { decodeJwt, parseObject } from '../util/json.ts';
import { isMaskable } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import { findRefusal, refusalError } from './refusal-error.ts';
import { cleanText, describeAnswer } from '../http/response.ts';
import { maskAssertion } from '../inputs/secrets.ts';
import { findTokenPath } from './token-endpoint.ts';

export interface AccessToken {
  readonly value: string;
  /** Seconds, when the answer says it. */
  readonly expiresIn?: number | undefined;
  /** Milliseconds since 1970, by this runner's clock. */
  readonly expiresAt?: number | undefined;
  /** The claim `sub`, of a token that is a JWT. */
  readonly userId?: string | undefined;
}

/** How a request differs from the first one. */
interface Change {
  readonly path?: string;
  /** Milliseconds by which the server's clock is ahead of ours. */
  readonly offset?: number;
}

const patienceMs = 1_000;

/** The credential's token: a new one, or the personal access token itself. */
export async function obtainToken(context: TokenContext): Promise<AccessToken> {
  const { credential } = context.asked;
  return credential.type === 'personal-access-token'
    ? { value: credential.token }
    : await requestToken(credential, context);
}

/**
 * Asks for an access token (RFC 6749 §4.4, RFC 7523 §2.1): one request, and a second one where the first answer shows
 * that it can succeed.
 * @throws ActionError with the cause and the fix
 */
async function requestToken(grant: Grant, context: TokenContext): Promise<AccessToken> {
  const answer = await ask(grant, context);
  if (answer.status === 200) return readToken(answer, context);
  const change = await worthAnother(answer, grant, context);
  const last = change === undefined ? answer : await ask(grant, context, change);
  if (last.status === 200) return readToken(last, context);
  throw isRefusedAssertion(last, grant)
    ? await diagnoseAssertion(last, grant, context)
    : refusalError(last, 'The token request', { request: 'token', asked: context.asked, log: context.log });
}

function ask(grant: Grant, { connection, log, scopes, now }: TokenContext, change: Change = {}): Promise<Answer> {
  // An assertion is signed anew for each attempt: an earlier one may have become too old while it waited.
  const build = (): Outgoing => {
    const { form, headers } = grant.fill(now() + (change.offset ?? 0));
    maskAssertion(form['assertion'] ?? '', log);
    return {
      method: 'POST',
      path: change.path ?? '/oauth/v2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ ...form, scope: scopes.join(' ') }).toString(),
    };
  };
  return connection.send(build, {
    what: 'the token request',
    isFinal: (answer) => isRefusedAssertion(answer, grant) || findRefusal(answer) !== undefined,
  });
}

/** @returns what to do differently, after any wait; undefined when another request cannot help */
async function worthAnother(answer: Answer, grant: Grant, context: TokenContext): Promise<Change | undefined> {
  const { connection, log, now } = context;
  if (isRefusedAssertion(answer, grant)) {
    const offset = clockOffset(answer, now());
    if (correctable(offset) && grant.assertion === undefined) {
      log.warning(
        `This runner's clock is ${Math.abs(Math.round(offset / 1000))} s ${offset > 0 ? 'behind' : 'ahead of'} the server's, so the assertion was refused; ` +
          `it is signed again with the server's time. Synchronize the runner's clock (NTP).`,
      );
      return { offset };
    }
    return (await connection.pause(
      patienceMs,
      'The assertion was refused; a key made seconds ago may not be known yet.',
    ))
      ? {}
      : undefined;
  }
  const refusal = findRefusal(answer);
  if (refusal?.again === true) {
    return (await connection.pause(patienceMs, 'The account has no secret; one made seconds ago may not be known yet.'))
      ? {}
      : undefined;
  }
  return answer.status === 404 && refusal === undefined ? { path: await findTokenPath(answer, context) } : undefined;
}

/** RFC 6749 §5.1, RFC 6750: every wrong field is named. */
function readToken(answer: Answer, { asked, log, now }: TokenContext): AccessToken {
  const fields = parseObject(answer.body);
  const wrong = (what: string): ActionError =>
    new ActionError(
      'server',
      `The token request was answered with status 200, but ${what}.`,
      `Check that ${asked.origin} is the instance, and what stands in front of it: a login page, a proxy, a mock.`,
    );
  if (fields === undefined) throw wrong(`not as ZITADEL does: ${describeAnswer(answer, log)}`);
  const { access_token: value, token_type: type, expires_in: lifetime } = fields;
  if (typeof value !== 'string' || value === '') throw wrong(`its "access_token" is ${kind(value)}`);
  log.mask(value);
  if (!/^[\x21-\x7e]+$/.test(value)) throw wrong(`its "access_token" holds characters that no header can carry`);
  if (!isMaskable(value)) throw wrong(`its "access_token" is no token: too short, or a common word`);
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw wrong(`its "token_type" is ${typeof type === 'string' ? quote(log.clean(type)) : kind(type)}, not Bearer`);
  }
  const expiresIn = parseLifetime(lifetime);
  if (expiresIn === null)
    throw wrong(
      `its "expires_in" is ${typeof lifetime === 'number' ? lifetime : kind(lifetime)}, not a number of seconds`,
    );
  return {
    value,
    expiresIn,
    expiresAt: expiresIn === undefined ? undefined : now() + expiresIn * 1000,
    userId: cleanText(decodeJwt(value)?.claims['sub'], log),
  };
}

/** @returns null for what is neither a number of seconds nor missing */
function parseLifetime(value: unknown): number | undefined | null {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  // A century: a later date may not exist.
  return typeof seconds === 'number' && seconds >= 0 && seconds <= 100 * 365 * 86_400 ? Math.floor(seconds) : null;
}

function kind(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === '') return 'empty';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
