import { type Answer, oauthAnswer, oauthError } from '../answers.ts';
import { type Call, formOf } from '../call.ts';
import type { State } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { authenticateServiceAccount, clientCredentialsOf } from './client-authentication.ts';

/** `/oauth/v2/revoke`: ends a token in whose audience the caller's own client id stands. */
export function revocationEndpoint(state: State, call: Call): Answer {
  const clientId = clientIdOfCaller(state, call);
  if (typeof clientId !== 'string') return clientId;
  const token = formOf(call).get('token');
  if (!token) unrecorded('a revocation without a token');
  const accessToken = state.accessTokens.get(token);
  const foreign = accessToken ? !accessToken.audience.includes(clientId) : state.personalAccessTokens.has(token);
  if (foreign) return oauthError('invalid_client', 'token was not issued for this client', 401);
  state.accessTokens.delete(token);
  return { ...oauthAnswer(''), body: '' };
}

// A service account has to name its grant, or it is looked for among the applications.
function clientIdOfCaller(state: State, call: Call): string | Answer {
  if (formOf(call).get('grant_type') === 'client_credentials') {
    const user = authenticateServiceAccount(state, call);
    return 'status' in user ? user : user.userName;
  }
  const credentials = clientCredentialsOf(call);
  if ('status' in credentials) return credentials;
  const application = [...state.applications.values()].find(({ clientId }) => clientId === credentials.clientId);
  if (!application) return oauthError('invalid_client', 'no active client not found');
  return application.authMethod === 'none' ? application.clientId : unrecorded('a revocation by an API application');
}
