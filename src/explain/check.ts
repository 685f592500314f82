import { createLook, listAdministrators, userinfo } from '../http/requests.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { decodeJwt, text } from '../util/json.ts';
import { mayRead, withRoles } from './administrator-roles.ts';
import { unlessOutage } from './outage.ts';
import { failureOf, isGone, readRejection, type Rejection } from './rejection.ts';

/** A check of a token. */
export interface Check {
  /** What is checked: `the organization`. */
  readonly what: string;
  readonly token: AccessToken;
  readonly session: Session;
}

/**
 * Sends a rejected check again if the token may be too new for it, otherwise explains the rejection.
 * @param response of the first request, whose status is not 200
 * @returns a response with status 200
 * @throws ActionError
 */
export async function recoverCheck(
  response: HttpResponse,
  sendAgain: () => Promise<HttpResponse>,
  { what, token, session }: Check,
): Promise<HttpResponse> {
  const check = `The check of ${what}`;
  let rejection = readRejection(response, session.log);
  // If an instance has several servers, some may not know a new token yet.
  const isUnknown = response.status === 401 && rejection.refusal?.topic !== 'changed-request';
  if (isUnknown && session.credential.token === undefined) {
    const reason = `${check} returned status 401, but the server may not know a new token yet.`;
    if (await session.connection.pause(1_000, reason)) rejection = readRejection(await sendAgain(), session.log);
  }
  if (rejection.response.status === 200) return rejection.response;
  if (isGone(rejection) && what !== 'userinfo') {
    throw new ActionError(
      'config',
      'missing-api',
      `${check} was rejected: ${rejection.words}.\nThis ZITADEL has no API for ${what} that this action knows.`,
      `Update this action, or ZITADEL if its version is below 4, or use 'verify: userinfo' without 'required-roles'. If ${session.origin} is not the instance, correct 'domain'.`,
    );
  }
  const failure = await checkError({ what: check, rejection }, token, session);
  return await unlessOutage(failure, { what: check, sendAgain }, session);
}

/**
 * Explains why a check rejected a token. If the response can have several causes, more is requested.
 * @param what was checked, at the beginning of a sentence
 */
export async function checkError(
  { what, rejection }: { readonly what: string; readonly rejection: Rejection },
  token: AccessToken,
  session: Session,
): Promise<ActionError> {
  const error = failureOf(rejection, { what, request: 'check' }, session);
  const { failure, topic, message } = error;
  const look = createLook(token.value, session);
  if (topic === 'no-role') {
    const userId = knownUserId(token, session) ?? text((await look(userinfo))?.['sub']);
    const roles = userId && (await listAdministrators(look, userId));
    return roles ? withRoles(error, roles, { helps: mayRead, session }) : error;
  }
  // Observed on both servers: the gateway of the API then expects an http issuer, but userinfo does not.
  if (
    topic !== 'invalid-token' ||
    session.credential.token !== undefined ||
    claimOf(token.value, 'iss')?.startsWith('https:') !== true ||
    (await look(userinfo)) === undefined
  ) {
    return error;
  }
  return new ActionError(
    failure,
    'external-secure',
    `${message.split('\n')[0]}\nThe token is valid (userinfo accepts it). The API probably rejects it because it is a JWT of an https issuer, but the instance's ExternalSecure is false.`,
    `Set ExternalSecure to true in the configuration of the instance, or set the access token type of the service account to Bearer.`,
  );
}

/** The user ID of the account, if it is known without a request. */
export function knownUserId({ idToken, userId, value }: AccessToken, { credential }: Session): string | undefined {
  return credential.userId ?? claimOf(idToken ?? value, 'sub') ?? userId;
}

function claimOf(jwt: string, name: string): string | undefined {
  return text(decodeJwt(jwt)?.claims[name]);
}
