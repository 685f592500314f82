import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { decodeJwt, text } from '../util/json.ts';
import { findRoles } from './administrator-roles.ts';
import { readRejection, failureOf } from './rejection.ts';
import { createLook, userinfo } from '../http/requests.ts';

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
    const roles = await findRoles(
      token.value,
      session.credential.userId ?? claimOf(token.idToken ?? token.value, 'sub'),
      session,
    );
    if (roles === undefined) return error;
    const { words, readable } = roles;
    const ways =
      session.orgId === undefined && readable.length > 0
        ? `Set 'org-id' to the organization to verify (${readable.join(' or ')}). For the account's own organization: `
        : '';
    return new ActionError(failure, topic, `${message}\n${words}`, ways + fix);
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

function claimOf(jwt: string, name: string): string | undefined {
  return text(decodeJwt(jwt)?.claims[name]);
}
