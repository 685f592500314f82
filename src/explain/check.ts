import { listAdministrators, type Administrator } from '../http/administrators.ts';
import { createLook, userinfo } from '../http/requests.ts';
import { parseError } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { decodeJwt, text } from '../util/json.ts';
import { describeRoles, mayRead } from './administrator-roles.ts';
import { findRefusal, readRejection, failureOf } from './rejection.ts';

/** A check of a token. */
export interface Check {
  /** What is checked: `the organization`. */
  readonly what: string;
  readonly token: AccessToken;
  readonly session: Session;
}

/**
 * Sends a rejected check again if the token may be too new for it, otherwise explains the rejection.
 * @param rejected the response, whose status is not 200
 * @returns a response with status 200
 * @throws ActionError
 */
export async function recoverCheck(
  rejected: HttpResponse,
  sendAgain: () => Promise<HttpResponse>,
  { what, token, session }: Check,
): Promise<HttpResponse> {
  const check = `The check of ${what}`;
  let response = rejected;
  // If an instance has several servers, some may not know a new token yet.
  const isUnknown = response.status === 401 && findRefusal(parseError(response))?.topic !== 'changed-request';
  if (isUnknown && session.credential.token === undefined) {
    const reason = `${check} returned status 401, but the server may not know a new token yet.`;
    if (await session.connection.pause(1_000, reason)) response = await sendAgain();
  }
  if (response.status === 200) return response;
  throw await checkError({ what: check, response }, token, session);
}

/**
 * Explains why a check rejected a token. If the response can have several causes, more is requested.
 * @param what was checked, at the beginning of a sentence
 */
export async function checkError(
  { what, response }: { readonly what: string; readonly response: HttpResponse },
  token: AccessToken,
  session: Session,
): Promise<ActionError> {
  const error = failureOf(readRejection(response, session.log), { what, request: 'check' }, session);
  const { failure, topic, message, fix } = error;
  if (topic === 'no-role') {
    const roles = await ownRoles(token, session);
    if (roles === undefined) return error;
    const { words, helpful } = describeRoles(roles, mayRead, session);
    return new ActionError(failure, topic, `${message}\n${words}`, otherOrganization(helpful, session) + fix);
  }
  // Observed on both servers: the gateway of the API then expects an http issuer, but userinfo does not.
  if (
    topic !== 'invalid-token' ||
    session.credential.token !== undefined ||
    claimOf(token.value, 'iss')?.startsWith('https:') !== true ||
    (await createLook(token.value, session)(userinfo)) === undefined
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

/** The account's own administrator roles; undefined if they are not known. */
async function ownRoles(token: AccessToken, session: Session): Promise<Administrator[] | undefined> {
  const look = createLook(token.value, session);
  const userId = knownUserId(token, session) ?? text((await look(userinfo))?.['sub']);
  return userId === undefined ? undefined : await listAdministrators(look, userId);
}

/** The user ID of the account, as far as it is known without a request. */
export function knownUserId({ idToken, value }: AccessToken, { credential }: Session): string | undefined {
  return credential.userId ?? claimOf(idToken ?? value, 'sub');
}

/** The beginning of a fix, if the account has roles in another organization. */
function otherOrganization(ids: readonly string[], { orgId }: Session): string {
  return orgId === undefined && ids.length > 0
    ? `Set 'org-id' to the organization to verify (${ids.join(' or ')}). For the account's own organization: `
    : '';
}

function claimOf(jwt: string, name: string): string | undefined {
  return text(decodeJwt(jwt)?.claims[name]);
}
