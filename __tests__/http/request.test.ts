import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { collectLog } from '../support/collected-log.ts';
import { openEmulator } from '../support/emulator.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { createRequester } from '../../src/http/request.ts';

const emulator = await openEmulator();

test('one connection is kept for many requests, and its listeners do not accumulate', async () => {
  const sockets: Socket[] = [];
  const note = (message: unknown): unknown => sockets.push((message as { socket: Socket }).socket);
  subscribe('net.client.socket', note);
  const exchange = createRequester({ origin: emulator.origin }, collectLog().log);
  const statuses: unknown[] = [];
  for (let made = 0; made < 12; made += 1) {
    const outcome = await exchange({ method: 'GET', path: '/debug/ready', headers: {} }, 60_000);
    statuses.push(typeof outcome === 'object' && 'status' in outcome ? outcome.status : outcome);
  }
  unsubscribe('net.client.socket', note);

  expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
  expect(sockets).toHaveLength(1);
  // Node warns of more than ten.
  const waiting = ['lookup', 'connect', 'secureConnect'].map((event) => sockets[0]?.listenerCount(event) ?? 0);
  expect(Math.max(...waiting)).toBeLessThan(3);
});

test('after silence in the TLS handshake, the next connection has a small ClientHello, and a new one only', async () => {
  const hellos: number[] = [];
  const server = await startTcpServer((socket) => socket.once('data', (hello) => hellos.push(hello.length)));
  const { log, lines } = collectLog();
  const exchange = createRequester({ origin: `https://localhost:${server.port}` }, log);
  for (let made = 0; made < 3; made += 1) {
    const outcome = await exchange({ method: 'GET', path: '/debug/ready', headers: {} }, 2_000);
    expect(outcome).toMatchObject({ topic: 'timeout', retry: {} });
  }
  await server.close();

  expect(lines).toEqual([expect.stringContaining('X25519MLKEM768')]);
  expect(hellos.map((bytes) => bytes > 1_400)).toEqual([true, false, false]);
});
