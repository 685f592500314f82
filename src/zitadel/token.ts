import type { Grant } from '../credentials/credential.ts';
import { cleanField, parseError } from '../http/response.ts';
import type { AccessToken, HttpRequest, HttpResponse, Session } from '../types.ts';
import type { ActionError } from '../util/errors.ts';
import { decodeJwt, parseObject, text } from '../util/json.ts';
import { isMaskable } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import { clockOffset, correctable } from './assertion-checks.ts';
import { diagnoseAssertion, isRejectedAssertion } from './assertion-diagnosis.ts';
import { findTokenPath } from './discovery.ts';
import { findRefusal, readRejection, refusalError, type Rejection } from './refusal-error.ts';
import { notZitadel, postForm, unexpected } from './requests.ts';

/** How a request differs from the first one. */
interface Change {
  readonly path?: string;
  /** Milliseconds by which the server's clock is ahead of ours. */
  readonly offset?: number;
}

const patienceMs = 1_000;

/** The credential's token: a new one, or the personal access token itself. */
export async function obtainToken(session: Session): Promise<AccessToken> {
  const { credential } = session;
  return credential.type === 'personal-access-token'
    ? { value: credential.token }
    : await requestToken(credential, session);
}

/**
 * Requests an access token (RFC 6749 §4.4, RFC 7523 §2.1): one request, and a second one when the first response shows
 * that it can succeed.
 * @throws ActionError with the cause and the fix
 */
async function requestToken(grant: Grant, session: Session): Promise<AccessToken> {
  const first = await send(grant, session);
  if (first.status === 200) return readToken(first, session);
  let rejection = readRejection(first, session.log);
  const change = await worthAnother(rejection, grant, session);
  if (change !== undefined) {
    const second = await send(grant, session, change);
    if (second.status === 200) return readToken(second, session);
    rejection = readRejection(second, session.log);
  }
  throw isRejectedAssertion(rejection.error, grant)
    ? await diagnoseAssertion(rejection, grant, session)
    : refusalError(rejection, 'The token request', 'token', session);
}

function send(grant: Grant, { connection, log, scopes, now }: Session, change: Change = {}): Promise<HttpResponse> {
  // An assertion is signed again for each attempt: an earlier one may have become too old while it waited.
  const build = (): HttpRequest => {
    const { form, headers, secrets } = grant.parameters(now() + (change.offset ?? 0));
    for (const secret of secrets) log.mask(secret);
    return postForm(change.path ?? '/oauth/v2/token', { ...form, scope: scopes.join(' ') }, headers);
  };
  const isFinal = (response: HttpResponse): boolean => {
    const error = parseError(response);
    return isRejectedAssertion(error, grant) || findRefusal(error) !== undefined;
  };
  return connection.send(build, { what: 'the token request', isFinal });
}

/** @returns what to do differently, after any wait; undefined when another request cannot help */
async function worthAnother(rejection: Rejection, grant: Grant, session: Session): Promise<Change | undefined> {
  const { connection, log, now } = session;
  const { response, error, refusal } = rejection;
  const wait = async (reason: string): Promise<Change | undefined> =>
    (await connection.pause(patienceMs, reason)) ? {} : undefined;
  if (isRejectedAssertion(error, grant)) {
    const offset = clockOffset(response, now());
    if (!correctable(offset) || grant.assertion !== undefined) {
      return await wait('The assertion was refused; a key made seconds ago may not be known yet.');
    }
    log.warning(
      `This runner's clock is ${Math.abs(Math.round(offset / 1000))} s ${offset > 0 ? 'behind' : 'ahead of'} the server's, so the assertion was refused; ` +
        `it is signed again with the server's time. Synchronize the runner's clock (NTP).`,
    );
    return { offset };
  }
  if (refusal?.retry === true) {
    return await wait('The account has no secret; one made seconds ago may not be known yet.');
  }
  return response.status === 404 && refusal === undefined
    ? { path: await findTokenPath(rejection, session) }
    : undefined;
}

/** RFC 6749 §5.1, RFC 6750: every wrong field is named. */
function readToken(response: HttpResponse, { origin, log, now }: Session): AccessToken {
  const fields = parseObject(response.body);
  const wrong = (fault: string): ActionError => unexpected('The token request', fault, origin);
  if (fields === undefined) throw wrong(notZitadel(response, log));
  const { access_token: value, token_type: type, expires_in: lifetime, id_token: idToken } = fields;
  if (typeof value !== 'string' || value === '') throw wrong(`its "access_token" is ${kind(value)}`);
  log.mask(value);
  if (!/^[\x21-\x7e]+$/.test(value)) throw wrong(`its "access_token" holds characters that no header can carry`);
  if (!isMaskable(value)) throw wrong(`its "access_token" is no token: too short, or a common word`);
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw wrong(`its "token_type" is ${typeof type === 'string' ? quote(log.clean(type)) : kind(type)}, not Bearer`);
  }
  const expiresIn = parseLifetime(lifetime);
  if (expiresIn === null) {
    const shown = typeof lifetime === 'number' ? lifetime : kind(lifetime);
    throw wrong(`its "expires_in" is ${shown}, not a number of seconds`);
  }
  return {
    value,
    expiresIn,
    expiresAt: expiresIn === undefined ? undefined : now() + expiresIn * 1000,
    userId: cleanField(decodeJwt(value)?.claims['sub'], log),
    idToken: text(idToken),
    clockOffset: clockOffset(response, now()),
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
