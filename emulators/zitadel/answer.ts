import { type Answer, apiError, routerAnswer, textAnswer } from './answers.ts';
import { dispatch } from './api/dispatch.ts';
import type { Call } from './call.ts';
import { type External, type Reached, reachInstance, refusal, refusalForApis } from './instance-host.ts';
import { discoveryEndpoint, keysEndpoint } from './oauth/discovery.ts';
import { revocationEndpoint } from './oauth/revocation.ts';
import { tokenEndpoint } from './oauth/token-endpoint.ts';
import { userinfoEndpoint } from './oauth/userinfo.ts';
import type { State } from './state.ts';

/** The server as a function: a call in, an answer out. */
export async function answerTo(state: State, call: Call, external: External): Promise<Answer> {
  if (call.path === '/debug/ready') return { ...routerAnswer(200, 0, ''), body: '"ok"' };
  const api = dispatch(call);
  if (api && 'status' in api) return api;
  const reached = reachInstance(call, external, { byGateway: api !== undefined && api.style !== 'service' });
  if (!api) return oauth(state, call, reached);
  if ('issuer' in reached) return api.answer(state, reached.issuer);
  return apiError({ code: 5, message: refusalForApis(reached, state.version) }, { style: api.style });
}

async function oauth(state: State, call: Call, reached: Reached): Promise<Answer> {
  if (!/^\/(?:oauth\/v2|oidc\/v1|\.well-known\/openid-configuration$)/.test(call.path)) {
    return routerAnswer(404, 5, 'Not Found');
  }
  if ('message' in reached) return textAnswer(404, refusal(reached));
  switch (call.path) {
    case '/.well-known/openid-configuration':
      return discoveryEndpoint(state, reached.issuer);
    case '/oauth/v2/keys':
      return keysEndpoint(state);
    case '/oauth/v2/token':
      return tokenEndpoint(state, call, reached.issuer);
    case '/oauth/v2/revoke':
      return revocationEndpoint(state, call);
    case '/oidc/v1/userinfo':
      return userinfoEndpoint(state, call, reached.issuer);
    default:
      return textAnswer(404, '404 page not found');
  }
}
