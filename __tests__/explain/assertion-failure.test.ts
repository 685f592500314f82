import { describe, expect, test } from '@jest/globals';
import type { Version } from '../../emulators/zitadel/state.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { arrange, type RejectingWorld } from './refused-assertions.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { expectInOrder } from '../support/expect.ts';

const versions: readonly Version[] = ['v4.x', 'v4.13.1'];
const token = 'POST /oauth/v2/token';
const discovery = 'GET /.well-known/openid-configuration';
const ready = 'GET /debug/ready';
/** From the status 500 of an old server alone, an assertion that cannot be valid is sent once: its status shows the version. */
const garbage: Readonly<Record<Version, readonly string[]>> = { 'v4.x': [], 'v4.13.1': [token] };

interface Ran {
  readonly step: InProcessResult;
  readonly requests: readonly string[];
  readonly message: string;
  readonly warnings: readonly string[];
}

async function runIn(arranged: RejectingWorld, inputs: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const step = await runInProcess({ inputs: { ...arranged.inputs, ...inputs } });
  const told = (level: string): string[] =>
    step.log.annotations.filter((one) => one.level === level).map(({ message }) => message);
  return { step, requests: arranged.world.calls(), message: told('error').join('\n'), warnings: told('warning') };
}

/**
 * clock: the number of seconds by which the server is ahead. requests: the number of token requests before discovery.
 * says: the cause, or the possible causes.
 */
const twoDaysOff =
  "The cause: this runner's clock and the date of the server's response differ by 2 days. … Fix: Synchronize this runner's clock";
const refused = (
  [
    // clock, given, requests, says
    [0, 'a deleted key', 2, 'Possible causes: (1) key "…" was deleted, or'],
    [
      5,
      'a deleted key',
      2,
      "Already ruled out: the issuer (http://localhost:… the algorithm (RS256); this runner's clock (… s from the server's) … (3)",
    ],
    [0, 'an unknown user', 2, 'Possible causes: (1) … (2) user "399999999999999999" was removed'],
    [0, 'a removed account', 2, 'Possible causes: (1) … (2) user "…" was removed'],
    [0, "an application's key", 2, 'Possible causes: (1) key "…" … belongs to another user or to an application; (2)'],
    [0, 'the private half of another pair', 2, 'Possible causes: (1) key "…" … is not the one that signed'],
    [0, 'a pair that has expired', 2, 'Possible causes: (1) key "…" was deleted, has expired,'],
    [
      0,
      'a P-256 pair',
      2,
      'The cause: the key is P-256 (ES256), which ZITADEL accepts from version 4.14 on … Fix: Use an RSA key',
    ],
    [
      0,
      'an instance that calls itself https',
      2,
      `The cause: the issuer of the instance is "https://localhost:… Fix: Set 'domain' to https://localhost:… and 'endpoint' to http://localhost:`,
    ],
    [
      0,
      'an instance of another name',
      2,
      `The cause: the issuer of the instance is "http://id.example.com" … Fix: If "http://id.example.com" is your instance, set 'domain' to it.`,
    ],
    [
      0,
      'a proxy that terminates TLS without a header',
      2,
      'The cause: the issuer of the instance is "http://localhost:… Fix: Configure the proxy to send X-Forwarded-Proto: https',
    ],
    [
      600,
      "a key that has expired by the server's clock",
      3,
      "The cause: the key expired on 20 … by the server's clock … Fix: Create a new key",
    ],
    [
      600,
      'a deleted key',
      3,
      `the time in the assertion (corrected by … s) … Possible causes: (1) key "…" was deleted, or`,
    ],
    [
      600,
      'an assertion',
      2,
      `The cause: its "exp" is … in the past … this runner's clock is … behind the server's … Synchronize the clock (NTP)`,
    ],
    [
      -600,
      'an assertion',
      2,
      `The cause: its "iat" is … in the future by … this runner's clock is … ahead of the server's … Synchronize the clock (NTP)`,
    ],
    [-600, 'an assertion by a deleted key', 2, '"iat" is … of the machine that signs, and sign again'],
    [0, 'an assertion by a deleted key', 2, 'Already ruled out: … its header and claims … Possible causes: (1) key "'],
    [
      600,
      'an assertion for later, which expires before that',
      2,
      '"exp" is … s in the past … "iat" is … s in the future',
    ],
    [0, 'an assertion that names nobody and no key', 2, 'no "kid"'],
    [172800, 'the key', 2, twoDaysOff],
    [-172800, 'the key', 2, twoDaysOff],
  ] as const
).flatMap(([clock, given, requests, says]) => {
  // Newer versions accept such a key.
  const meant = versions.filter((version) => given !== 'a P-256 pair' || version === 'v4.13.1');
  return meant.map((version) => ({ version, clock, given, requests, says }));
});

describe('a rejected assertion', () => {
  test.concurrent.each(refused)('$version, clock $clock: $given', async ({ version, clock, given, requests, says }) => {
    const failure = says.startsWith('The cause: the issuer') ? 'config' : 'credential';
    const ran = await runIn(await arrange(given, version, clock));

    expect(ran.step.outputs['failure']).toBe(failure);
    const sent = Array.from({ length: requests }, () => token);
    const look = failure === 'credential' ? [ready] : [];
    expect(ran.requests).toEqual([...sent, ...garbage[version], discovery, ...look]);
    // On an old server, the instance itself is the first of the possible causes.
    const shifted = says
      .replace('causes: (', 'causes: … (')
      .replaceAll(/\((\d)\)/g, (_, number) => `(${Number(number) + 1})`);
    expectInOrder(ran.message, version === 'v4.x' ? says : shifted);
    expect(ran.message).not.toContain(version === 'v4.x' ? '(4)' : '(5)');
    expect(ran.message.split('\n')[0]).toContain(
      version === 'v4.x'
        ? 'status 400, "invalid_grant: invalid assertion". ZITADEL returns this error for every cause.'
        : 'status 500, "server_error: Errors.Internal". ZITADEL before 4.14 returns this error for every cause.',
    );
  });
});

describe("a clock that differs from the server's", () => {
  const offsets = versions.flatMap((version) => [
    { version, clock: 600, side: 'behind' },
    { version, clock: -600, side: 'ahead of' },
  ]);

  test.concurrent.each(offsets)(
    '$version, $clock s: is corrected once, with a warning',
    async ({ version, clock, side }) => {
      const ran = await runIn(await arrange('the key', version, clock));

      expect(ran.step.failed).toBe(false);
      expect(ran.step.outputs['access_token']).not.toBe('');
      expect(ran.requests).toEqual([token, ...garbage[version], token]);
      expect(ran.warnings).toHaveLength(1);
      const [, seconds = '', told] =
        /This runner's clock is (\d+) s (.+) the server's\./.exec(ran.warnings[0] ?? '') ?? [];
      expect(told).toBe(side);
      expect(Math.abs(Number(seconds) - 600)).toBeLessThan(20);
      // The second request follows immediately.
      expect(ran.step.log.text).not.toContain('Trying again');
    },
  );

  test.concurrent.each([20, -20])('by %i s needs no correction', async (clock) => {
    const ran = await runIn(await arrange('the key', 'v4.x', clock));

    expect(ran.step.failed).toBe(false);
    expect(ran.requests).toEqual([token]);
    expect(ran.warnings).toEqual([]);
  });
});

describe('what was created seconds ago', () => {
  test.concurrent.each(versions)('%s: a key that is not known at once costs one more request', async (version) => {
    const arranged = await arrange('the key', version, 0);
    const [status, body] =
      version === 'v4.x'
        ? [400, '{"error":"invalid_grant","error_description":"invalid assertion"}']
        : [500, '{"error":"server_error","error_description":"Errors.Internal"}'];
    arranged.world.emulator.fault({ kind: 'answer', status, body, on: '/oauth/v2/token' });
    const ran = await runIn(arranged);

    expect(ran.step.failed).toBe(false);
    expect(ran.requests).toEqual([token, ...garbage[version], token]);
    expect(waits(ran)).toEqual([
      'The assertion was rejected, but the server may not know a new key yet. Trying again in 1 s.',
    ]);
    expect(ran.warnings).toEqual([]);
  });

  test.concurrent.each(versions)('%s: a secret that is not known at once costs one more request', async (version) => {
    const arranged = await arrange('the secret', version, 0);
    const body = '{"error":"invalid_request","error_description":"Errors.User.Machine.Secret.NotExisting"}';
    arranged.world.emulator.fault({ kind: 'answer', status: 400, body, on: '/oauth/v2/token' });
    const ran = await runIn(arranged);

    expect(ran.step.failed).toBe(false);
    expect(ran.requests).toEqual([token, token]);
    expect(waits(ran)).toEqual([
      'The account has no secret, but the server may not know a new secret yet. Trying again in 1 s.',
    ]);
    expect(ran.warnings).toEqual([]);
  });

  test.concurrent('is not waited for if no time is left', async () => {
    const ran = await runIn(await arrange('a deleted key', 'v4.x', 0), { 'timeout-seconds': '1' });

    expect(ran.requests).toEqual([token, discovery, ready]);
    expect(waits(ran)).toEqual([]);
    expectInOrder(ran.message, 'Possible causes: (1) key "…" was deleted');
  });
});

describe('discovery', () => {
  test.concurrent.each([
    { answer: 'that is not there', fault: { kind: 'answer', status: 404, body: '' } as const },
    { answer: 'that fails', fault: { kind: 'answer', status: 503, body: '' } as const },
    { answer: 'that is no JSON', fault: { kind: 'answer', status: 200, body: '<html></html>' } as const },
    { answer: 'that is cut off', fault: { kind: 'cut-body' } as const },
    { answer: 'that is reset', fault: { kind: 'reset' } as const },
  ])('$answer only leaves out the issuer', async ({ fault }) => {
    const arranged = await arrange('a deleted key', 'v4.x', 0);
    arranged.world.emulator.fault({ ...fault, on: '/.well-known/openid-configuration' });
    const ran = await runIn(arranged);

    expect(ran.requests).toEqual([token, token, discovery, ready]);
    expect(ran.message).not.toContain('the issuer');
    expectInOrder(ran.message, "Already ruled out: the key's expiration date; … Possible causes: (1) key");
  });

  test.concurrent('that names another origin causes no request there', async () => {
    const other = await startTcpServer();
    const arranged = await arrange('a deleted key', 'v4.x', 0);
    const issuer = `http://localhost:${other.port}`;
    const body = JSON.stringify({ issuer, token_endpoint: `${issuer}/oauth/v2/token` });
    arranged.world.emulator.fault({ kind: 'answer', status: 200, body, on: '/.well-known/openid-configuration' });
    const ran = await runIn(arranged);

    expect(ran.step.outputs['failure']).toBe('config');
    expect(ran.message).toContain(`The cause: the issuer of the instance is "${issuer}"`);
    expect(ran.requests).toEqual([token, token, discovery]);
    expect(other.connections()).toBe(0);
  });
});

function waits({ step }: Ran): string[] {
  return step.log.text.split('\n').filter((line) => line.includes('Trying again'));
}

test('an assertion that makes ZITADEL 4.13 fail, signed by RSA with the ID of a P-256 key, is rejected', async () => {
  const arranged = await arrange('the key', 'v4.13.1', 0);
  const error_description =
    'ID=RECOVER Message=Errors.Internal Parent=(runtime error: invalid memory address or nil pointer dereference)';
  const body = JSON.stringify({ error: 'server_error', error_description });
  arranged.world.emulator.fault({ kind: 'answer', status: 500, body, on: '/oauth/v2/token', times: 3 });
  const ran = await runIn(arranged);

  expect(ran.step.outputs['failure']).toBe('credential');
  expect(ran.requests).toEqual([token, token, token, discovery, ready]);
});
