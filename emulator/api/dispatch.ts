import { type Answer, ApiRefusal, apiAnswer, apiError, routerAnswer } from '../answers.ts';
import type { Call } from '../call.ts';
import { jsonObject } from '../json-object.ts';
import type { State } from '../state.ts';
import { callerOf, requirePermission } from './authorization.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const PARSED = ROUTES.map(parsed);

/** A call of an API that is there, waiting for the instance to be known. */
export type Dispatched = { v2: boolean; answer: (state: State) => Answer };

/** Finds what a call of an API does. Out: that, or the router's own answer; nothing when the path is no API's. */
export function dispatch(call: Call): Dispatched | Answer | undefined {
  const matching = PARSED.filter(({ path }) => path.test(call.path));
  if (matching.length === 0) return undefined;
  const match = matching.find(({ method }) => method === call.method);
  if (!match) return routerAnswer(405, 12, 'Method Not Allowed');
  const v2 = call.path.startsWith('/v2/');
  const ids = { ...match.path.exec(call.path)?.groups };
  return { v2, answer: (state) => answer(state, { call, route: match.route, ids, v2 }) };
}

interface ParsedRoute {
  route: Route;
  method: string;
  path: RegExp;
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

function parsed(route: Route): ParsedRoute {
  const [method = '', template = ''] = route.call.split(' ');
  const pattern = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`);
  return { route, method, path: new RegExp(`^${pattern}$`) };
}
