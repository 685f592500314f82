import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../../emulators/zitadel/emulator.ts';
import type { FaultKind } from '../../emulators/zitadel/faults.ts';
import type { Connection, HttpRequest, SendOptions } from '../../src/types/transport.ts';
import { ActionError } from '../../src/util/errors.ts';
import { connect } from '../../src/http/connection.ts';
import { createAuthority } from '../support/authority.ts';
import { Clock, withClock } from '../support/clock.ts';
import { collectLog } from '../support/collected-log.ts';
import { startFront } from '../support/front.ts';

let emulator: Emulator;
const { log, lines } = collectLog();
log.mask('sesame');

beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(() => {
  emulator.reset();
  lines.length = 0;
});
afterAll(async () => await emulator.close());

function open(timeoutMs = 60_000, headers: Record<string, string> = {}): Connection {
  return connect({ origin: emulator.origin, headers, timeoutMs }, log);
}

const ready: HttpRequest = { method: 'GET', path: '/debug/ready', headers: {} };
const options: SendOptions = { what: 'the request' };

async function failure(sending: Promise<unknown>): Promise<ActionError> {
  const thrown: unknown = await sending.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ActionError) return thrown;
  throw new Error(`expected an ActionError, and got ${String(thrown)}`);
}

describe('send', () => {
  test('adds the user agent and the headers of the connection', async () => {
    const answer = await open(60_000, { 'x-tenant': 'blue' }).send(() => ready, options);
    expect(answer).toMatchObject({ status: 200, body: '"ok"' });
    expect(emulator.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'user-agent': expect.stringMatching(/^zitadel-token-action\/\d/),
      'x-tenant': 'blue',
    });
    expect(emulator.requests[0]?.headers).not.toHaveProperty('content-length');
  });

  test('builds the request again for each attempt', async () => {
    emulator.fault({ kind: 'answer', status: 503, times: 2 });
    let built = 0;
    const build = (): HttpRequest => {
      built += 1;
      return { method: 'POST', path: '/debug/ready', headers: {}, body: `attempt=${built}` };
    };
    await withClock(new Clock(), async () => await open().send(build, options));
    expect(emulator.requests.map(({ body }) => body)).toEqual(['attempt=1', 'attempt=2', 'attempt=3']);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^Attempt 2 at the request failed: status 503, an empty body\. Trying again in [\d.]+ s\.$/,
    );
  });

  test('gives a later attempt half of the time left, because the instance may be slow', async () => {
    emulator.fault({ kind: 'answer', status: 503 });
    const clock = new Clock();
    await withClock(clock, async () => await open().send(() => ready, options));
    const [first, later] = clock.limits;
    expect(first).toBe(10_000);
    expect(later).toBeCloseTo((60_000 - clock.ms + 1) / 2);
  });

  test('returns a final response, although its status is retryable', async () => {
    emulator.fault({ kind: 'answer', status: 500, body: 'refused' });
    const answer = await open().send(() => ready, {
      ...options,
      judge: ({ body }) => (body === 'refused' ? 'decision' : undefined),
    });
    expect(answer.status).toBe(500);
    expect(emulator.requests).toHaveLength(1);
  });

  test.each<[FaultKind, string, string]>([
    [{ kind: 'answer', status: 503 }, 'server', 'The request failed: status 503, an empty body.'],
    [{ kind: 'answer', status: 429 }, 'server', 'The request failed: status 429, an empty body.'],
    [{ kind: 'reset' }, 'network', 'The request failed: the connection was closed while waiting for the response.'],
    [{ kind: 'stall' }, 'network', 'The request failed: no response within 2 s while waiting for the response.'],
    [{ kind: 'huge' }, 'server', 'The request failed: the response is larger than 1 MiB'],
  ])('once only: %j', async (fault, kind, says) => {
    emulator.fault(fault);
    const error = await failure(
      open().send(() => ready, { ...options, onceWithinMs: fault.kind === 'stall' ? 2_000 : 60_000 }),
    );
    expect(error.failure).toBe(kind);
    expect(error.message.slice(0, says.length)).toBe(says);
    expect(emulator.requests).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  test('names the number of attempts, and when to re-run the step', async () => {
    emulator.fault({ kind: 'answer', status: 500, times: Number.POSITIVE_INFINITY });
    const error = await withClock(new Clock(), async () => await failure(open().send(() => ready, options)));
    expect(error.message).toMatch(/^The request failed: status 500, an empty body\. \d+ attempts in 5\d(\.\d)? s\.$/);
    emulator.reset();
    emulator.fault({ kind: 'answer', status: 429, headers: { 'retry-after': '90' } });
    expect((await failure(open().send(() => ready, options))).fix).toContain('re-run the step in 90 seconds');
  });

  test('names the fault before an attempt that the time limit ended', async () => {
    emulator.fault({ kind: 'answer', status: 503 });
    emulator.fault({ kind: 'stall', times: Number.POSITIVE_INFINITY });
    const error = await failure(open(4_000).send(() => ready, options));
    expect(error.message).toMatch(/^The request failed: status 503, an empty body\. 2 attempts in \d(\.\d)? s\.$/);
  });

  test('has one time limit for all requests of a connection', async () => {
    const connection = open(1_500);
    emulator.fault({ kind: 'stall', times: Number.POSITIVE_INFINITY });
    const started = performance.now();
    await failure(connection.send(() => ready, { ...options, onceWithinMs: 1_000 }));
    await failure(connection.send(() => ready, options));
    const late = await failure(connection.send(() => ready, options));
    expect(performance.now() - started).toBeLessThan(40_000);
    expect(late.message).toMatch(/^The request failed: no response within .+\.$/);
    expect(late.fix).toContain(`raise 'timeout-seconds'`);
  });
});

describe('pause', () => {
  test('waits if time is left for an attempt', async () => {
    const clock = new Clock();
    expect(await withClock(clock, async () => await open().pause(300, 'Not known yet.'))).toBe(true);
    expect(clock.ms).toBe(300);
    expect(lines).toEqual(['Not known yet. Trying again in 0.3 s.']);
  });

  test('returns false immediately if no time is left', async () => {
    expect(await open(2_000).pause(1_500, 'Not known yet.')).toBe(false);
    expect(lines).toEqual([]);
  });
});

test('a private authority is trusted by this connection, and by no other one', async () => {
  const authority = await createAuthority('In-process CA');
  const front = await startFront({ to: emulator.port, pair: await authority.issue() });
  const to = { origin: front.origin, headers: {}, timeoutMs: 60_000 };
  const connection = connect({ ...to, caCertificate: authority.pem }, log);
  expect((await connection.send(() => ready, options)).status).toBe(200);
  expect((await failure(connect(to, log).send(() => ready, options))).topic).toBe('certificate');
});
