import { TrieRouter } from 'hono/router/trie-router';
import { type Answer, ApiRefusal, type ApiStyle, apiAnswer, apiError, routerAnswer } from '../answers.ts';
import type { Call } from '../call.ts';
import { jsonObject } from '../json-object.ts';
import type { State } from '../state.ts';
import { callerOf, requirePermission } from './authorization.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const router = new TrieRouter<Route>();
const METHODS = new Set<string>();
const SERVICES = new Set<string>();
for (const route of ROUTES) {
  const [method = '', template = ''] = route.call.split(' ');
  METHODS.add(method);
  router.add(method, template.replaceAll(/\{(\w+)\}/g, ':$1'), route);
  if (styleOf(template) === 'service') SERVICES.add(serviceOf(template));
}

/** A call of a known API. The issuer is determined later, because the issuer depends on the style of the API. */
interface Dispatched {
  style: ApiStyle;
  answer: (state: State, issuer: string) => Answer;
}

/** Finds the function of an API call. @returns the function, a response of the router, or undefined for any other path */
export function dispatch(call: Call): Dispatched | Answer | undefined {
  const match = find(call.method, call.path);
  if (match === undefined) {
    const isThere = [...METHODS].some((method) => find(method, call.path) !== undefined);
    if (isThere) return routerAnswer(405, 12, 'Method Not Allowed');
    return SERVICES.has(serviceOf(call.path)) ? noSuchCall() : undefined;
  }
  const [route, ids] = match;
  const style = styleOf(call.path);
  return { style, answer: (state, issuer) => answer(state, { call, route, ids, style, issuer }) };
}

function styleOf(path: string): ApiStyle {
  if (path.startsWith('/zitadel.')) return 'service';
  return path.startsWith('/v2/') ? 'v2' : 'v1';
}

function serviceOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function noSuchCall(): Answer {
  return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
}

function find(method: string, path: string): [route: Route, ids: Record<string, string>] | undefined {
  const match = router.match(method, path)[0][0];
  return match && [match[0], Object.fromEntries(Object.entries(match[1]).map(([name, id]) => [name, String(id)]))];
}

interface Matched {
  call: Call;
  route: Route;
  ids: Record<string, string>;
  style: ApiStyle;
  issuer: string;
}

function answer(state: State, { call, route, ids, style, issuer }: Matched): Answer {
  try {
    const body = call.body === '' ? {} : jsonObject(call.body);
    if (!body) return routerAnswer(400, 3, 'unexpected EOF');
    const caller = callerOf(state, call, issuer);
    if (route.permission) requirePermission(state, caller, { permission: route.permission });
    return apiAnswer(route.run({ state, caller, ids, body }), { style, ...(route.status && { status: route.status }) });
  } catch (error) {
    if (error instanceof ApiRefusal) return apiError(error.error, { style, version: state.version });
    throw error;
  }
}
