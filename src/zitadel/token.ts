import type { Grant } from '../credentials/credential.ts';
import { warnOfPort } from '../explain/issuer.ts';
import { judgeTokenRequest } from '../explain/outage.ts';
import type { Change } from '../explain/recover.ts';
import { notZitadel, tokenRequest, unexpected } from '../explain/rejection.ts';
import { recoverToken } from '../explain/token.ts';
import { postForm } from '../http/requests.ts';
import { clockOffset } from '../http/response.ts';
import type { Config, Deps, Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpRequest, HttpResponse } from '../types/transport.ts';
import type { ActionError } from '../util/errors.ts';
import { decodeJwt, parseObject } from '../util/json.ts';
import { tokenPattern } from '../util/secrets.ts';

/** Opens the connection that the inputs describe. The time limit starts now. */
export function openSession({ issuer, connection, credential, scopes, orgId }: Config, deps: Deps): Session {
  const { connect, log, now } = deps;
  const { origin } = connection;
  return { issuer, origin, credential, scopes, orgId, connection: connect(connection, log), log, now };
}

/** The credential's token: a new one, or the personal access token itself. */
export async function obtainToken(session: Session): Promise<AccessToken> {
  const { credential, log } = session;
  const token =
    credential.token === undefined
      ? await requestToken(credential, session)
      : { value: credential.token, expiresAt: credential.expiresAt };
  const { length } = token.value;
  const advice = `Many servers reject a header of more than 8,192. Set the access token type of the service account to Bearer.`;
  if (length > 8192) log.warning('long-token', `The access token has ${length} characters. ${advice}`);
  return token;
}

/**
 * Requests an access token (RFC 6749 §4.4, RFC 7523 §2.1).
 * @throws ActionError with the cause and the fix
 */
async function requestToken(grant: Grant, session: Session): Promise<AccessToken> {
  const { connection, log, scopes, now } = session;
  let aud: unknown = grant.assertion?.claims['aud'];
  const send = async ({ path = '/oauth/v2/token', offset = 0, audience }: Change): Promise<HttpResponse> => {
    aud = audience ?? aud;
    // An assertion is signed again for each attempt, because an earlier one may be too old after the wait.
    const build = (): HttpRequest => {
      const { form, headers, secrets } = grant.parameters(now() + offset, audience);
      for (const secret of secrets) log.mask(secret);
      return postForm(path, { ...form, scope: scopes.join(' ') }, headers);
    };
    return await connection.send(build, { what: tokenRequest, judge: judgeTokenRequest(grant, path, session) });
  };
  const first = await send({});
  const response = first.status === 200 ? first : await recoverToken(first, send, { grant, session });
  const token = readToken(response, session);
  if (aud !== undefined) warnOfPort(aud, session);
  return token;
}

/** Reads the response (RFC 6749 §5.1, RFC 6750), and names a field that is wrong. */
function readToken(response: HttpResponse, { origin, log, now }: Session): AccessToken {
  const fields = parseObject(response.body);
  const wrong = (finding: string): ActionError => unexpected(tokenRequest, finding, origin);
  if (fields === undefined) throw wrong(notZitadel(response, log));
  const { access_token: value, token_type: type, expires_in: lifetime, id_token: id } = fields;
  const idToken = typeof id === 'string' && id.length <= longestIdToken ? id : '';
  if (typeof value !== 'string' || value === '') throw wrong(`its "access_token" is missing or not a text`);
  log.mask(idToken);
  log.mask(value);
  if (!tokenPattern.test(value)) {
    throw wrong(`its "access_token" (${value.length} characters) is not 20 to 65,536 visible ASCII characters`);
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw wrong(`its "token_type" is not Bearer`);
  const expiresIn = parseLifetime(lifetime);
  if (expiresIn === null) throw wrong(`its "expires_in" is not a number of seconds`);
  return {
    value,
    expiresIn,
    expiresAt: expiresIn === undefined ? undefined : now() + expiresIn * 1000,
    userId: log.field(decodeJwt(value)?.claims['sub']),
    idToken,
    clockOffset: clockOffset(response, now()),
  };
}

/** A longer one is ignored, because every mask takes time. */
const longestIdToken = 65_536;

/** @returns null for a value that is neither a number of seconds nor missing */
function parseLifetime(value: unknown): number | undefined | null {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  // At most a century, because a date after that may be out of range.
  return typeof seconds === 'number' && seconds >= 0 && seconds <= 100 * 365 * 86_400 ? Math.floor(seconds) : null;
}
