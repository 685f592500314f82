import type { Emulator, EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import { openEmulator } from '../support/emulator.ts';
import { type Received, send } from './send.ts';
import type { World } from './world.ts';

/** A response of an API, with the fields of its JSON. */
type ApiAnswer = Received & { json: Record<string, string> };

export interface Options {
  /** The administrator's by default. */
  token?: string;
  headers?: Record<string, string>;
}

/** Calls an API of an emulator: method and path (`POST /management/v1/orgs`), the body, and the token of the caller. */
export type Api = (line: string, body?: unknown, options?: Options) => Promise<ApiAnswer>;

/** Creates a client of an emulator's APIs. */
export function apiClient(emulator: Emulator): Api {
  return async (line, body, { token = emulator.adminToken, headers = {} } = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const received = await send({
      port: emulator.port,
      method,
      path,
      headers: { host: `localhost:${emulator.port}`, authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { ...received, json: received.text.startsWith('{') ? JSON.parse(received.text) : {} };
  };
}

/** A world without a recorded entry. */
function plainWorld(emulator: Emulator): World {
  const entry = { name: '', response: { body: '' } };
  return { emulator, version: emulator.state.version, entry, host: `localhost:${emulator.port}` };
}

/** An emulator for a test. */
interface Started {
  emulator: Emulator;
  world: World;
  get: (path: string, headers?: Record<string, string>) => Promise<Received>;
}

/** Starts an emulator, and closes it after the tests of the file. */
export async function start(options: EmulatorOptions = {}): Promise<Started> {
  const emulator = await openEmulator(options);
  const { port } = emulator;
  return {
    emulator,
    world: plainWorld(emulator),
    get: async (path, headers = {}) =>
      send({ port, method: 'GET', path, headers: { host: `localhost:${port}`, ...headers } }),
  };
}
