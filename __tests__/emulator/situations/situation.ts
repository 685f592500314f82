import type { World } from '../world.ts';

/** The values that replace the descriptions in a recorded request. */
export interface Filling {
  secret?: string;
  accessToken?: string;
  personalAccessToken?: string;
  assertion?: string;
  /** The values that replace the recorded IDs, in the order in which the IDs appear in the request. */
  ids?: string[];
  /** A public key, in base64. */
  publicKey?: string;
  /** Only for entries without a request: the value that is compared with the recorded response. */
  found?: unknown;
}

/** Prepares an emulator so that it has the state of the recorded server at the time of the request. */
export type Situation = (world: World) => Filling | Promise<Filling>;

export type Situations = Record<string, Situation>;

/** The same situation for several entries. */
export function each(names: string[], situation: Situation): Situations {
  return Object.fromEntries(names.map((name) => [name, situation]));
}
