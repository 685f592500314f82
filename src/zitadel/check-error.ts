import type { AccessToken, Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { decodeJwt, text } from '../util/json.ts';
import { findRoles, rolesFix, rolesInWords } from './administrator-roles.ts';
import { refusalError, type Rejection } from './refusal-error.ts';
import { createLook, userinfo } from './requests.ts';

/** A check that was rejected. */
interface RejectedCheck {
  readonly rejection: Rejection;
  /** What was checked, at the beginning of a sentence. */
  readonly what: string;
  readonly path: string;
}

/** Why a token was rejected by a check; asks for more where the answer has several causes. */
export async function checkError(
  { rejection, what, path }: RejectedCheck,
  token: AccessToken,
  session: Session,
): Promise<ActionError> {
  const error = refusalError(rejection, what, 'check', session);
  if (error.topic === 'no-role') return await withRoles(error, token, session);
  if (error.topic !== 'invalid-token' || path === userinfo.path || !isIssuedForHttps(token, session)) return error;
  if ((await createLook(token.value, session)(userinfo)) === undefined) return error;
  // Seen on both servers: the API's gateway knows the issuer as http then, and userinfo does not.
  return new ActionError(
    'verification',
    'external-secure',
    `${error.message.split('\n')[0]}\nUserinfo accepts the token, so it is valid. The API probably rejects it because the token is a JWT of an https issuer, but the instance's ExternalSecure is false.`,
    `Set ExternalSecure to true in the configuration of the instance, or set the access token type of the service account to Bearer.`,
  );
}

function isIssuedForHttps(token: AccessToken, { credential }: Session): boolean {
  const issuer = decodeJwt(token.value)?.claims['iss'];
  return credential.type !== 'personal-access-token' && typeof issuer === 'string' && issuer.startsWith('https:');
}

async function withRoles(error: ActionError, token: AccessToken, session: Session): Promise<ActionError> {
  const { credential } = session;
  const userId =
    ('userId' in credential ? credential.userId : undefined) ??
    text(decodeJwt(token.idToken ?? token.value)?.claims['sub']);
  const roles = await findRoles(token.value, userId, session);
  if (roles === undefined) return error;
  return new ActionError(
    error.failure,
    error.topic,
    `${error.message}\n${rolesInWords(roles, session)}`,
    rolesFix(roles, session) ?? error.fix,
  );
}
