import type { State } from '../state.ts';
import type { Caller } from './authorization.ts';

/** What an API's function gets to see. */
export interface ApiCall {
  state: State;
  caller: Caller;
  /** The parts of the path named in braces. */
  ids: Record<string, string>;
  /** The parsed JSON of the request; an empty object without a body. */
  body: Record<string, unknown>;
}

/** One call of an API: `GET /management/v1/orgs/me`, the permission it needs, and what it does. */
export interface Route {
  call: string;
  /** Nothing where every authenticated caller is welcome, or the function judges itself. */
  permission?: string;
  /** The status of success; 200 by default. */
  status?: number;
  /** Out: the answer's JSON. Refusals are thrown. */
  run: (call: ApiCall) => unknown;
}
