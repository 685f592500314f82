import { type Answer, oauthAnswer, oauthError } from '../answers.ts';
import type { Call } from '../call.ts';
import type { State } from '../state.ts';
import { liveToken } from './access-tokens.ts';
import { userinfoClaims } from './claims.ts';

/** `/oidc/v1/userinfo`: any live token, no role and no audience needed. */
export function userinfoEndpoint(state: State, call: Call, issuer: string): Answer {
  const token = /^Bearer (.+)$/.exec(call.headers['authorization'] ?? '')?.[1];
  if (!token) return oauthError('invalid_request', 'access token missing', 401);
  const live = liveToken(state, token, issuer);
  if (!live) return oauthError('access_denied', 'access token invalid', 401);
  if (!live.user) return oauthError('access_denied', 'no active user', 401);
  return oauthAnswer(userinfoClaims(state, live.user, live.scopes));
}
