import { type Answer, apiError, routerAnswer, textAnswer } from './answers.ts';
import { dispatch } from './api/dispatch.ts';
import type { Call } from './call.ts';
import { type External, type Reached, reachInstance, refusal, refusalForApis } from './instance-host.ts';
import { discoveryEndpoint, keysEndpoint } from './oauth/discovery.ts';
import { revocationEndpoint } from './oauth/revocation.ts';
import { tokenEndpoint } from './oauth/token-endpoint.ts';
import { userinfoEndpoint } from './oauth/userinfo.ts';
import type { State } from './state.ts';

type Endpoint = (state: State, call: Call, issuer: string) => Answer | Promise<Answer>;

/** The endpoints outside the APIs. */
export const ENDPOINTS: Record<string, Endpoint> = {
  '/.well-known/openid-configuration': (state, _, issuer) => discoveryEndpoint(state, issuer),
  '/oauth/v2/keys': keysEndpoint,
  '/oauth/v2/token': tokenEndpoint,
  '/oauth/v2/revoke': revocationEndpoint,
  '/oidc/v1/userinfo': userinfoEndpoint,
};

/** The server as a function from a call to a response. */
export async function answerTo(state: State, call: Call, external: External): Promise<Answer> {
  if (call.path === '/debug/ready') return { ...routerAnswer(200, 0, ''), body: '"ok"' };
  if (call.path === '/debug/healthz') {
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'ok' };
  }
  const api = dispatch(call);
  if (api && 'status' in api) return api;
  const reached = reachInstance(call, external, { byGateway: api !== undefined && api.style !== 'service' });
  if (!api) return oauth(state, call, reached);
  if ('issuer' in reached) return api.answer(state, reached.issuer);
  return apiError({ code: 5, message: refusalForApis(reached, state.version) }, { style: api.style });
}

async function oauth(state: State, call: Call, reached: Reached): Promise<Answer> {
  const endpoint = ENDPOINTS[call.path];
  if (!endpoint && !/^\/(?:oauth\/v2|oidc\/v1)\//.test(call.path)) return routerAnswer(404, 5, 'Not Found');
  if ('message' in reached) return textAnswer(404, refusal(reached));
  return endpoint ? endpoint(state, call, reached.issuer) : textAnswer(404, '404 page not found');
}
