import { TrieRouter } from 'hono/router/trie-router';
import { type Answer, ApiRefusal, apiAnswer, apiError, routerAnswer } from '../answers.ts';
import type { Call } from '../call.ts';
import { jsonObject } from '../json-object.ts';
import type { State } from '../state.ts';
import { callerOf, requirePermission } from './authorization.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const router = new TrieRouter<Route>();
const METHODS = new Set<string>();
for (const route of ROUTES) {
  const [method = '', template = ''] = route.call.split(' ');
  METHODS.add(method);
  router.add(method, template.replaceAll(/\{(\w+)\}/g, ':$1'), route);
}

/** A call of an API that is there, waiting for the instance to be known. */
export type Dispatched = { v2: boolean; answer: (state: State) => Answer };

/** Finds what a call of an API does. Out: that, or the router's own answer; nothing when the path is no API's. */
export function dispatch(call: Call): Dispatched | Answer | undefined {
  const match = find(call.method, call.path);
  if (match === undefined) {
    const isThere = [...METHODS].some((method) => find(method, call.path) !== undefined);
    return isThere ? routerAnswer(405, 12, 'Method Not Allowed') : undefined;
  }
  const [route, ids] = match;
  const v2 = call.path.startsWith('/v2/');
  return { v2, answer: (state) => answer(state, { call, route, ids, v2 }) };
}

function find(method: string, path: string): [route: Route, ids: Record<string, string>] | undefined {
  const match = router.match(method, path)[0][0];
  return match && [match[0], Object.fromEntries(Object.entries(match[1]).map(([name, id]) => [name, String(id)]))];
}

interface Matched {
  call: Call;
  route: Route;
  ids: Record<string, string>;
  v2: boolean;
}

function answer(state: State, { call, route, ids, v2 }: Matched): Answer {
  try {
    const body = call.body === '' ? {} : jsonObject(call.body);
    if (!body) return routerAnswer(400, 3, 'unexpected EOF');
    const caller = callerOf(state, call);
    if (route.permission) requirePermission(state, caller, { permission: route.permission });
    return apiAnswer(route.run({ state, caller, ids, body }), { v2 });
  } catch (error) {
    if (error instanceof ApiRefusal) return apiError(error.error, { v2, version: state.version });
    throw error;
  }
}
