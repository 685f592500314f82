import type { World } from '../world.ts';

/** What is put into a recorded request where the recording has a description. */
export interface Filling {
  secret?: string;
  accessToken?: string;
  personalAccessToken?: string;
  assertion?: string;
  /** For the ids of the recorded server, in the order in which they appear in the request. */
  ids?: string[];
  /** The public half of a key, in base64. */
  publicKey?: string;
  /** For entries without a request: what is compared. */
  found?: unknown;
}

/** Makes an emulator into what the recorded server was at that moment. */
export type Situation = (world: World) => Filling | Promise<Filling>;

export type Situations = Record<string, Situation>;

/** The same situation for several entries. */
export function each(names: string[], situation: Situation): Situations {
  return Object.fromEntries(names.map((name) => [name, situation]));
}
