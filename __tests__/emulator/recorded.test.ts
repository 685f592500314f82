import { afterEach, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { recordedEntries } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { filledRequest } from './recorded-request.ts';
import { send } from './send.ts';
import { shape } from './shape.ts';
import { ordinary } from './situations/ordinary.ts';
import { SITUATIONS } from './situations/situations.ts';

/** Under which host each recorded server was called. */
const HOSTS: [Version, string][] = [
  ['v4.13.1', 'localhost:8081'],
  ['v4.x', 'localhost:8080'],
];

/** Headers that say something about the connection or the moment, not about the server. */
const OF_THE_MOMENT = new Set(['date', 'connection', 'content-length', 'keep-alive']);

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

describe.each(HOSTS)('the emulator answers as %s did', (version, host) => {
  test.each(recordedEntries(version).map((entry) => [entry.name, entry] as const))('%s', async (name, entry) => {
    emulator = await startEmulator({
      version,
      externalSecure: name.includes('external secure'),
      instanceHosts: name.endsWith('is trusted') ? ['public.example.com'] : [],
    });
    const world = { emulator, version, entry, host };
    const filling = await (SITUATIONS[name] ?? ordinary)(world);
    if (!entry.request) {
      expect(shape(filling.found)).toEqual(shape(entry.response.body));
      return;
    }
    const { status, headers, body } = await send(filledRequest(world, entry.request, filling));
    expect({ status, body: shape(body) }).toEqual({ status: entry.response.status, body: shape(entry.response.body) });
    expect(lasting(headers)).toEqual(lasting(entry.response.headers ?? lasting(headers)));
    expect(headers['date']).toMatch(/ GMT$/);
  });

  test('every situation belongs to an entry', () => {
    const names = new Set(recordedEntries(version).map(({ name }) => name));
    expect(Object.keys(SITUATIONS).filter((name) => !names.has(name))).toEqual([]);
  });
});

function lasting(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_MOMENT.has(name)));
}
