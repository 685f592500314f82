import { clockOffset, parseError } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { decodeJwt, parseObject, text } from '../util/json.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { isId } from '../util/ids.ts';
import { tokenPattern } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import { toTheSecond } from '../util/time.ts';
import { checkError } from '../explain/check.ts';
import { isKnownRefusal, readRejection } from '../explain/rejection.ts';
import { unexpected } from '../explain/unexpected.ts';
import { bearer } from '../http/requests.ts';
import type { TokenEntry } from './revocation.ts';

const what = 'The request for a personal access token';

/** A personal access token of the account's own. */
interface OwnToken extends AccessToken {
  readonly entry: TokenEntry;
}

interface TokenOptions {
  readonly userId: string;
  readonly lifetimeMs: number;
  /** Filled with the expiration date of each attempt whose response was lost: an entry with that date may exist. */
  readonly lost: string[];
}

/**
 * Creates a personal access token for the account itself (ZITADEL v4, UserService AddPersonalAccessToken). The account
 * needs no role, only a token with the audience of ZITADEL's APIs.
 * @param issued the token that ZITADEL issued to the account
 * @throws ActionError
 */
export async function createOwnToken(
  issued: AccessToken,
  { userId, lifetimeMs, lost }: TokenOptions,
  session: Session,
): Promise<OwnToken> {
  const { connection, log, now, origin } = session;
  let offset = issued.clockOffset ?? 0;
  const send = async (): Promise<HttpResponse> => {
    const build = () => {
      const expirationDate = uniqueDate(now() + offset + lifetimeMs);
      lost.push(expirationDate);
      const headers = { 'content-type': 'application/json', ...bearer(issued.value) };
      return {
        method: 'POST',
        path: `/v2/users/${userId}/pats`,
        headers,
        body: JSON.stringify({ expirationDate }),
      } as const;
    };
    const response = await connection.send(build, {
      what: 'the request for a personal access token',
      isFinal: isKnownRefusal,
    });
    if (response.status !== 200) lost.pop();
    return response;
  };
  let response = await send();
  const isPast = parseError(response).id === 'DOMAIN-dv3t5';
  if (isPast) offset = clockOffset(response, now());
  if (
    isPast ||
    (response.status === 401 && (await connection.pause(1_000, `The API does not accept the token yet.`)))
  ) {
    response = await send();
  }
  if (response.status !== 200) throw await rejected(response, issued, session);
  const { token, tokenId } = parseObject(response.body) ?? {};
  const [value = '', id = ''] = [text(token), text(tokenId)];
  log.mask(value);
  if (!tokenPattern.test(value) || !isId(id)) {
    throw unexpected(what, `its "token" or its "tokenId" is not valid`, origin);
  }
  const expiresAt = Date.parse(lost.pop() ?? '');
  return { ...issued, value, expiresIn: lifetimeMs / 1000, expiresAt, userId, entry: { id, userId } };
}

/** The account's own user ID: from the credential, otherwise from the ID token of the same response. */
export function ownUserId({ idToken = '' }: AccessToken, { credential, issuer, origin, log }: Session): string {
  if (credential.userId !== undefined) return credential.userId;
  log.mask(idToken);
  const { iss, sub } = decodeJwt(idToken)?.claims ?? {};
  const isOurs = iss === issuer || iss === withDefaultPort(issuer);
  if (isOurs && typeof sub === 'string' && isId(sub)) return sub;
  const other =
    isOurs || typeof iss !== 'string' ? 'has no user ID' : `is from ${quote(log.clean(iss))}, not ${issuer}`;
  throw unexpected('The token request', `its "id_token" ${other}`, origin);
}

/** ZITADEL stores microseconds without trailing zeros. Random ones distinguish the entry from all others of the account. */
function uniqueDate(time: number): string {
  const digits = `${Math.random().toFixed(5).slice(2)}${1 + Math.floor(Math.random() * 9)}`;
  return toTheSecond(time).replace('Z', `.${digits}Z`);
}

/** The table of refusals explains roles of organizations, which are not the cause here. */
async function rejected(response: HttpResponse, issued: AccessToken, session: Session): Promise<ActionError> {
  const { status } = response;
  const rejection = readRejection(response, session.log);
  const { refusal, words } = rejection;
  const isKnown = refusal?.topic === 'no-instance' || (status === 401 && refusal !== undefined);
  if (isKnown || ![401, 403, 404, 501].includes(status)) return await checkError({ what, response }, issued, session);
  const [failure, meaning] =
    status > 403
      ? (['config', `'token-lifetime-minutes' needs ZITADEL 4 or later.`] as const)
      : (['verification', `The account may not create a token for itself.`] as const);
  return new ActionError(
    failure,
    'token-lifetime-not-supported',
    `${what} was rejected: ${words}.\n${meaning}`,
    // Not 'revoke: true', whose error with a key recommends 'token-lifetime-minutes'.
    `Remove 'token-lifetime-minutes', or update ZITADEL. On ZITADEL 4, configure the proxy in front of ${session.origin} to pass POST /v2/users/.`,
  );
}
