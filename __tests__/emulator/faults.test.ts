import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { body, converse, requestText } from './conversation.ts';
import { type Received, send } from './send.ts';

const TOKEN = '/oauth/v2/token';
const FORM = 'grant_type=client_credentials';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(async () => emulator.close());

async function get(path = '/debug/ready'): Promise<Received> {
  return send({ port: emulator.port, method: 'GET', path, headers: { host: 'localhost' } });
}

async function statuses(paths: string[]): Promise<number[]> {
  const seen: number[] = [];
  for (const path of paths) seen.push((await get(path)).status);
  return seen;
}

/** Resolves when the server has read a request. */
async function requestRead(): Promise<void> {
  while (emulator.requests.at(-1)?.body !== FORM) await after(1);
}

describe('a fault, as the client sees it on the socket', () => {
  test('reset: the request is read, then the connection is reset', async () => {
    emulator.fault({ kind: 'reset' });
    const { over, received } = converse(emulator.port, requestText(TOKEN, FORM));
    expect(await over).toBe('ECONNRESET');
    expect(received()).toBe('');
    expect(emulator.requests).toMatchObject([{ path: TOKEN, body: FORM }]);
  });

  test('reset-before: the connection is reset before the body has arrived', async () => {
    emulator.fault({ kind: 'reset-before' });
    const { over } = converse(emulator.port, requestText(TOKEN, FORM).slice(0, -5));
    expect(await over).toBe('ECONNRESET');
    expect(emulator.requests).toMatchObject([{ path: TOKEN, body: '' }]);
  });

  test('close: the connection is closed normally, without a response', async () => {
    emulator.fault({ kind: 'close' });
    const { over, received } = converse(emulator.port, requestText(TOKEN, FORM));
    expect(await over).toBe('end');
    expect(received()).toBe('');
  });

  test('cut-body: less than the announced length', async () => {
    emulator.fault({ kind: 'cut-body' });
    const { over, received } = converse(emulator.port, requestText(TOKEN, FORM));
    expect(await over).toBe('end');
    expect(received()).toMatch(/^HTTP\/1\.1 200 /);
    expect(body(received()).length).toBeGreaterThan(0);
    expect(body(received()).length).toBeLessThan(announcedLength(received()));
  });

  test('stall: nothing is sent until the emulator is closed', async () => {
    emulator.fault({ kind: 'stall' });
    const { over, received } = converse(emulator.port, requestText(TOKEN, FORM));
    await requestRead();
    await emulator.close();
    expect(await over).toBe('end');
    expect(received()).toBe('');
    expect(emulator.requests[0]).not.toHaveProperty('status');
  });

  test('stall-body: half of the body, then nothing', async () => {
    emulator.fault({ kind: 'stall-body' });
    const { over, received, bodyOf } = converse(emulator.port, requestText(TOKEN, FORM));
    await bodyOf(1);
    await emulator.close();
    expect(await over).toBe('end');
    expect(body(received()).length).toBe(announcedLength(received()) / 2);
  });

  test('drip: the body is sent byte by byte', async () => {
    emulator.fault({ kind: 'drip' });
    const { over, received, bodyOf } = converse(emulator.port, requestText(TOKEN, FORM));
    const start = performance.now();
    await bodyOf(2);
    expect(performance.now() - start).toBeGreaterThan(300);
    await emulator.close();
    expect(await over).toBe('end');
    expect(body(received()).length).toBeLessThan(announcedLength(received()));
  });

  test('huge: more than 3 MiB', async () => {
    emulator.fault({ kind: 'huge' });
    const { status, text } = await get();
    expect(status).toBe(200);
    expect(text.length).toBeGreaterThan(3 * 1024 * 1024);
  });

  test('answer: the response has the given status, headers and body', async () => {
    const headers = { location: 'https://other.example.com/', 'content-type': 'text/html' };
    emulator.fault({ kind: 'answer', status: 302, headers, body: ({ method, path }) => `${method} ${path}` });
    expect(await get('/any?x=1')).toMatchObject({ status: 302, headers, text: 'GET /any?x=1' });
    expect(emulator.requests).toMatchObject([{ status: 302 }]);
  });
});

describe('which requests a fault affects', () => {
  const unavailable = { kind: 'answer', status: 503 } as const;

  test('the next request, with any path', async () => {
    emulator.fault(unavailable);
    expect(await statuses(['/debug/ready', '/debug/ready'])).toEqual([503, 200]);
  });

  test('only requests with one path, and with any query', async () => {
    emulator.fault({ ...unavailable, on: TOKEN });
    expect(await statuses(['/debug/ready', `${TOKEN}?x=1`, TOKEN])).toEqual([200, 503, 400]);
  });

  test('only requests that match a pattern, also a pattern with the flag g', async () => {
    emulator.fault({ ...unavailable, on: /ready/g, times: 2 });
    expect(await statuses(['/nothing', '/debug/ready', '/debug/ready', '/debug/ready'])).toEqual([404, 503, 503, 200]);
  });

  test('as many requests as configured, until the reset', async () => {
    emulator.fault({ ...unavailable, times: Number.POSITIVE_INFINITY });
    expect(await statuses(['/a', '/b', '/c'])).toEqual([503, 503, 503]);
    emulator.reset();
    expect(await statuses(['/debug/ready'])).toEqual([200]);
    expect(emulator.requests).toHaveLength(1);
  });

  test('several faults, one after the other', async () => {
    emulator.fault(unavailable);
    emulator.fault({ kind: 'answer', status: 429, headers: { 'retry-after': '2' } });
    expect(await statuses(['/debug/ready', '/debug/ready', '/debug/ready'])).toEqual([503, 429, 200]);
  });
});

function announcedLength(response: string): number {
  return Number(/content-length: (\d+)/i.exec(response)?.[1]);
}
