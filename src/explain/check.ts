import { listAdministrators } from '../http/lists.ts';
import { createLook, userinfo } from '../http/requests.ts';
import { clockOffset } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { decodeJwt, text } from '../util/json.ts';
import { mayRead, withRoles } from './administrator-roles.ts';
import { believed } from './clock.ts';
import { recover, waitOnce, type Change, type Send } from './recover.ts';
import { failureOf, isGone, rejectedMessage, type Rejection } from './rejection.ts';

/** A request with a token. */
export interface Check {
  /** `the check of the organization` */
  readonly what: string;
  readonly token: AccessToken;
  readonly session: Session;
}

/** The door for checks of a token. @see recover */
export async function recoverCheck(
  response: HttpResponse,
  send: () => Promise<HttpResponse>,
  check: Check,
): Promise<HttpResponse> {
  const { what, session } = check;
  // If an instance has several servers, some may not know a new token yet.
  const nextChange = async (
    { response: { status }, refusal }: Rejection,
    change: Change,
  ): Promise<Change | undefined> =>
    status === 401 && refusal?.topic !== 'changed-request' && session.credential.token === undefined
      ? await waitOnce(change, `The token got status 401, but the server may not know a new token yet.`, session)
      : undefined;
  const explain = async (rejection: Rejection): Promise<ActionError> =>
    isGone(rejection) && what !== 'the check of userinfo'
      ? new ActionError(
          'config',
          'missing-api',
          `${rejectedMessage(what, rejection)}\nThis ZITADEL has no API for it that this action knows.`,
          `Update this action, or ZITADEL if its version is below 4, or use 'verify: userinfo' without 'required-roles'. If ${session.origin} is not the instance, correct 'domain'.`,
        )
      : await checkError(rejection, check);
  return await recover(response, { what, send, nextChange, explain }, session);
}

/** The door for requests for a personal access token. Each is sent by the clock of the server. @see recover */
export async function recoverOwnToken(response: HttpResponse, send: Send, check: Check): Promise<HttpResponse> {
  const { what, session } = check;
  const nextChange = async ({ response: latest, error }: Rejection, change: Change): Promise<Change | undefined> => {
    if (error.id === 'DOMAIN-dv3t5' && change.offset === undefined) {
      return { ...change, offset: believed(clockOffset(latest, session.now())) };
    }
    return latest.status === 401
      ? await waitOnce(change, `The API does not accept the token yet.`, session)
      : undefined;
  };
  const explain = async (rejection: Rejection): Promise<ActionError> => {
    const { status } = rejection.response;
    const { refusal } = rejection;
    // The table of refusals explains roles of organizations, which are not the cause here.
    const isKnown = refusal?.topic === 'no-instance' || (status === 401 && refusal !== undefined);
    if (isKnown || ![401, 403, 404, 501].includes(status)) return await checkError(rejection, check);
    const [failure, meaning] =
      status > 403
        ? (['config', `The server does not have the API for 'token-lifetime-minutes'.`] as const)
        : (['verification', `The account may not create a token for itself.`] as const);
    return new ActionError(
      failure,
      'token-lifetime-not-supported',
      `${rejectedMessage(what, rejection)}\n${meaning}`,
      // Not 'revoke: true', whose error with a key recommends 'token-lifetime-minutes'.
      `Remove 'token-lifetime-minutes', or update ZITADEL if its version is below 4. On ZITADEL 4, configure the proxy in front of ${session.origin} to pass POST /v2/users/.`,
    );
  };
  return await recover(response, { what, send, nextChange, explain }, session);
}

/** Explains why a request with a token was rejected. If the response can have several causes, more is requested. */
export async function checkError(rejection: Rejection, { what, token, session }: Check): Promise<ActionError> {
  const error = failureOf(rejection, what, session);
  const { failure, topic } = error;
  const look = createLook(token.value, session);
  if (topic === 'no-role') {
    const userId = knownUserId(token, session) ?? text((await look(userinfo))?.['sub']);
    const roles = userId && (await listAdministrators(look, userId));
    return roles ? withRoles(error, roles, { helps: mayRead, session }) : error;
  }
  // Observed on both servers: the gateway of the API then expects an http issuer, but userinfo does not.
  const isOfHttps = topic === 'invalid-token' && claimOf(token.value, 'iss')?.startsWith('https:') === true;
  if (!isOfHttps || session.credential.token !== undefined || (await look(userinfo)) === undefined) return error;
  const message = `${rejectedMessage(what, rejection)}\nThe token is valid (userinfo accepts it). The API probably rejects it because it is a JWT of an https issuer, but the instance's ExternalSecure is false.`;
  const fix = `Set ExternalSecure to true in the configuration of the instance, or set the access token type of the service account to Bearer.`;
  return new ActionError(failure, 'external-secure', message, fix);
}

/** The user ID of the account, if it is known without a request. */
export function knownUserId({ idToken, userId, value }: AccessToken, { credential }: Session): string | undefined {
  return credential.userId ?? claimOf(idToken ?? value, 'sub') ?? userId;
}

function claimOf(jwt: string, name: string): string | undefined {
  return text(decodeJwt(jwt)?.claims[name]);
}
