import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { collectLog } from '../support/collected-log.ts';
import { openEmulator } from '../support/emulator.ts';
import { createRequester } from '../../src/http/request.ts';

const emulator = await openEmulator();

test('one connection is kept for many requests, and its listeners do not accumulate', async () => {
  const sockets: Socket[] = [];
  const note = (message: unknown): unknown => sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', note);
  const exchange = createRequester({ origin: emulator.origin }, collectLog().log);
  const statuses: unknown[] = [];
  for (let made = 0; made < 12; made += 1) {
    const outcome = await exchange({ method: 'GET', path: '/debug/ready', headers: {} }, 5_000);
    statuses.push(typeof outcome === 'object' && 'status' in outcome ? outcome.status : outcome);
  }
  unsubscribe('net.client.socket', note);

  expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
  expect(sockets).toHaveLength(1);
  // Node warns of more than ten.
  const waiting = ['lookup', 'connect', 'secureConnect'].map((event) => sockets[0]?.listenerCount(event) ?? 0);
  expect(Math.max(...waiting)).toBeLessThan(3);
});
