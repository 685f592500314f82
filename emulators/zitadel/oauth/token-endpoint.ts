import { type Answer, oauthAnswer, oauthError } from '../answers.ts';
import { type Call, formOf } from '../call.ts';
import type { State, User } from '../state.ts';
import { LIFETIME, issueAccessToken } from './access-tokens.ts';
import { userOfAssertion } from './assertion.ts';
import { unrecorded } from '../unrecorded.ts';
import { authenticateServiceAccount } from './client-authentication.ts';
import { newIdToken } from './id-token.ts';
import { grantedScopes } from './scopes.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Grants that the server knows, for applications only. */
const FOR_APPLICATIONS = /^authorization_code$|^refresh_token$|:device_code$|:token-exchange$/;
const SCOPE_MISSING =
  'The scope of your request is missing. Please ensure some scopes are requested. ' +
  'If you have any questions, you may contact the administrator of the application.';

/** `/oauth/v2/token`: the client credentials and JWT bearer grants. */
export async function tokenEndpoint(state: State, call: Call, issuer: string): Promise<Answer> {
  const grantType = formOf(call).get('grant_type');
  if (!grantType) return oauthError('invalid_request', 'grant_type missing');
  if (grantType === 'client_credentials') {
    const user = authenticateServiceAccount(state, call);
    return 'status' in user ? user : issue(state, { call, issuer, user, grant: 'client_credentials' });
  }
  if (grantType === JWT_BEARER) return jwtBearer(state, call, issuer);
  if (FOR_APPLICATIONS.test(grantType)) unrecorded(`the grant ${grantType}`);
  return oauthError('unsupported_grant_type', `${grantType} not supported`);
}

async function jwtBearer(state: State, call: Call, issuer: string): Promise<Answer> {
  const assertion = formOf(call).get('assertion');
  if (!assertion) return oauthError('invalid_request', 'assertion missing');
  const user = await userOfAssertion(state, assertion, issuer);
  if (user) return issue(state, { call, issuer, user, grant: 'jwt-bearer' });
  return state.version === 'v4.13.1'
    ? oauthError('server_error', 'Errors.Internal', 500)
    : oauthError('invalid_grant', 'invalid assertion');
}

interface Authenticated {
  call: Call;
  issuer: string;
  user: User;
  grant: 'client_credentials' | 'jwt-bearer';
}

async function issue(state: State, { call, issuer, user, grant }: Authenticated): Promise<Answer> {
  const scope = formOf(call).get('scope');
  if (scope === null) return oauthError('invalid_request', SCOPE_MISSING);
  if (user.state !== 'active') return oauthError('invalid_request', 'Errors.User.NotActive');
  const scopes = grantedScopes(state, user, scope);
  const accessToken = await issueAccessToken(state, { issuer, user, scopes });
  return oauthAnswer({
    access_token: accessToken.token,
    token_type: 'Bearer',
    // The server counts from just before it answers, so a second is gone.
    expires_in: LIFETIME - 1,
    ...(scopes.includes('openid') && { id_token: await newIdToken(state, { issuer, user, accessToken, grant }) }),
  });
}
