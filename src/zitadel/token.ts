import type { Grant } from '../credentials/credential.ts';
import { cleanField, parseError } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpRequest, HttpResponse } from '../types/transport.ts';
import type { ActionError } from '../util/errors.ts';
import { decodeJwt, parseObject, text } from '../util/json.ts';
import { tokenPattern } from '../util/secrets.ts';
import { clockOffset } from '../explain/assertion-checks.ts';
import { diagnoseAssertion, isRejectedAssertion } from '../explain/assertion-diagnosis.ts';
import { correctAssertion, waitOnce, warnOfPort, type Attempt, type Change } from '../explain/token.ts';
import { createDiscover, findTokenPath } from '../explain/discovery.ts';
import { findRefusal, readRejection, refusalError } from '../explain/rejection.ts';
import { notZitadel, postForm, unexpected } from '../http/requests.ts';

const mostRequests = 3;

/** The credential's token: a new one, or the personal access token itself. */
export async function obtainToken(session: Session): Promise<AccessToken> {
  const { credential, log } = session;
  const token =
    credential.type === 'personal-access-token' ? { value: credential.token } : await requestToken(credential, session);
  if (token.value.length > 8192) {
    log.warning(
      `The access token has ${token.value.length} characters. Many servers reject a header of more than 8,192. ` +
        `Set the access token type of the service account to Bearer.`,
    );
  }
  return token;
}

/**
 * Requests an access token (RFC 6749 §4.4, RFC 7523 §2.1): one request, and up to two more if a response shows that they
 * can succeed.
 * @throws ActionError with the cause and the fix
 */
async function requestToken(grant: Grant, session: Session): Promise<AccessToken> {
  const discover = createDiscover(session);
  let change: Change = {};
  for (let made = 1; ; made += 1) {
    const response = await send(grant, session, change);
    if (response.status === 200) {
      const token = readToken(response, session);
      warnOfPort(grant, change, session);
      return token;
    }
    const rejection = readRejection(response, session.log);
    const attempt: Attempt = { rejection, change, isLast: made === mostRequests - 1, discover };
    const next = made === mostRequests ? undefined : await nextChange(grant, attempt, session);
    if (next === undefined) {
      throw isRejectedAssertion(rejection.error, grant)
        ? diagnoseAssertion(rejection, grant, { discovered: (await discover())?.issuer, session })
        : refusalError(rejection, { what: 'The token request', request: 'token' }, session);
    }
    change = next;
  }
}

function send(grant: Grant, { connection, log, scopes, now }: Session, change: Change = {}): Promise<HttpResponse> {
  // An assertion is signed again for each attempt, because an earlier one may be too old after the wait.
  const build = (): HttpRequest => {
    const { form, headers, secrets } = grant.parameters(now() + (change.offset ?? 0), change.audience);
    for (const secret of secrets) log.mask(secret);
    return postForm(change.path ?? '/oauth/v2/token', { ...form, scope: scopes.join(' ') }, headers);
  };
  const isFinal = (response: HttpResponse): boolean => {
    const error = parseError(response);
    return isRejectedAssertion(error, grant) || findRefusal(error) !== undefined;
  };
  return connection.send(build, { what: 'the token request', isFinal });
}

/** @returns the change for the next request, after any wait; undefined if another request cannot help */
async function nextChange(grant: Grant, attempt: Attempt, session: Session): Promise<Change | undefined> {
  const { rejection, change } = attempt;
  const { response, error, refusal } = rejection;
  if (isRejectedAssertion(error, grant)) return await correctAssertion(grant, attempt, session);
  if (refusal?.retry === true) {
    return await waitOnce(change, 'The account has no secret, but the server may not know a new secret yet.', session);
  }
  return response.status === 404 && refusal === undefined && change.path === undefined
    ? { ...change, path: await findTokenPath(rejection, attempt.discover, session) }
    : undefined;
}

/** Reads the response (RFC 6749 §5.1, RFC 6750), and names a field that is wrong. */
function readToken(response: HttpResponse, { origin, log, now }: Session): AccessToken {
  const fields = parseObject(response.body);
  const wrong = (fault: string): ActionError => unexpected('The token request', fault, origin);
  if (fields === undefined) throw wrong(notZitadel(response, log));
  const { access_token: value, token_type: type, expires_in: lifetime, id_token: idToken } = fields;
  if (typeof value !== 'string' || value === '') throw wrong(`its "access_token" is missing or not a text`);
  log.mask(text(idToken) ?? '');
  log.mask(value);
  if (!tokenPattern.test(value)) {
    throw wrong(`its "access_token" (${value.length} characters) is not 20 to 65,536 visible ASCII characters`);
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw wrong(`its "token_type" is not Bearer`);
  }
  const expiresIn = parseLifetime(lifetime);
  if (expiresIn === null) throw wrong(`its "expires_in" is not a number of seconds`);
  return {
    value,
    expiresIn,
    expiresAt: expiresIn === undefined ? undefined : now() + expiresIn * 1000,
    userId: cleanField(decodeJwt(value)?.claims['sub'], log),
    idToken: text(idToken),
    clockOffset: clockOffset(response, now()),
  };
}

/** @returns null for a value that is neither a number of seconds nor missing */
function parseLifetime(value: unknown): number | undefined | null {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  // At most a century, because a date after that may be out of range.
  return typeof seconds === 'number' && seconds >= 0 && seconds <= 100 * 365 * 86_400 ? Math.floor(seconds) : null;
}
