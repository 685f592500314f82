import type { State } from '../state.ts';
import type { Caller } from './authorization.ts';

/** The argument of an API's function. */
export interface ApiCall {
  state: State;
  caller: Caller;
  /** The IDs in the path, by their names in the braces of `Route.call`. */
  ids: Record<string, string>;
  /** The parsed JSON of the request, or an empty object if the request has no body. */
  body: Record<string, unknown>;
}

/** One call of an API: the method and path (`GET /management/v1/orgs/me`), the required permission, and the function. */
export interface Route {
  call: string;
  /** Missing if every authenticated caller is allowed, or if the function checks the permission. */
  permission?: string;
  /** The status of a successful response; 200 by default. */
  status?: number;
  /** Returns the JSON of the response, or throws `ApiRefusal`. */
  run: (call: ApiCall) => unknown;
}
