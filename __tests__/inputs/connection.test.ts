import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Inputs } from '../support/credentials.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';
import { withoutLimit } from '../support/scripted-connection.ts';

const secretInputs = { 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a' };
/** Ends the step after its first request. */
const rejection = {
  status: 400,
  headers: {},
  body: '{"error":"invalid_client","error_description":"client not found"}',
};

/** Runs a step as far as its first request. */
async function plan(
  inputs: Readonly<Record<string, string>>,
): Promise<InProcessResult & { origin: string | undefined; headers: object }> {
  let origin: string | undefined;
  let headers: object = {};
  const result = await runInProcess({
    inputs: { ...secretInputs, ...inputs },
    connect(network) {
      ({ origin, headers } = network);
      return withoutLimit({ send: async () => rejection, pause: async () => false });
    },
  });
  return { ...result, origin, headers };
}

describe('domain', () => {
  test.each([
    // domain, origin
    ['acme.zitadel.cloud', 'https://acme.zitadel.cloud'],
    ['ACME.Zitadel.Cloud', 'https://acme.zitadel.cloud'],
    ['acme.zitadel.cloud/', 'https://acme.zitadel.cloud'],
    ['https://acme.zitadel.cloud', 'https://acme.zitadel.cloud'],
    ['HTTPS://acme.zitadel.cloud/', 'https://acme.zitadel.cloud'],
    ['https://acme.zitadel.cloud:443', 'https://acme.zitadel.cloud'],
    ['id.example.com:8443', 'https://id.example.com:8443'],
    ['https://id.example.com:8443/', 'https://id.example.com:8443'],
    ['localhost:8080', 'https://localhost:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://localhost:80', 'http://localhost'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['[::1]:8443', 'https://[::1]:8443'],
    ['[FD00::7]', 'https://[fd00::7]'],
    ['10.0.0.7', 'https://10.0.0.7'],
    ['10.0.0.7:8443', 'https://10.0.0.7:8443'],
    ['localhost', 'https://localhost'],
    ['bücher.example.com', 'https://xn--bcher-kva.example.com'],
  ])('%s is %s', async (domain, origin) => {
    const { log, ...result } = await plan({ domain });
    expect(result.origin).toBe(origin);
    expect(log.text.split('\n')[0]).toBe(`Requesting an access token from ${origin} (client secret of "ci-bot").`);
    expect(result.headers).toEqual({});
  });

  test('or "endpoint" that is a secret is not quoted', async () => {
    const secret = secretInputs['client-secret'].repeat(2);
    const { log } = await plan({ domain: 'acme.zitadel.cloud', endpoint: `${secret}X` });
    expect(log.annotations[0]?.message).toContain(`The input 'endpoint' looks like a secret, not like a host name.`);
    expect(log.text.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});

describe('plain http', () => {
  test.each([
    // domain, endpoint, allow-http, calls
    ['http://id.example.com', '', 'false', "'domain' is a plain http address (http://id.example.com)"],
    ['http://id.example.com', '', 'true', 'http://id.example.com'],
    ['http://10.0.0.7', '', 'false', "'domain' is a plain http address (http://10.0.0.7)"],
    ['http://localhost.evil.com', '', 'false', "'domain' is a plain http address (http://localhost.evil.com)"],
    ['http://128.0.0.1', '', 'false', "'domain' is a plain http address (http://128.0.0.1)"],
    ['http://[::2]', '', 'false', "'domain' is a plain http address (http://[::2])"],
    [
      'https://id.example.com',
      'http://zitadel.svc:8080',
      'false',
      "'endpoint' is a plain http address (http://zitadel.svc:8080)",
    ],
    ['https://id.example.com', 'http://zitadel.svc:8080', 'TRUE', 'http://zitadel.svc:8080'],
    ['https://id.example.com', 'http://localhost:8080', 'false', 'http://localhost:8080'],
    ['http://id.example.com', 'https://zitadel.svc', 'false', 'https://zitadel.svc'],
    ['http://id.example.com', 'http://[::1]', 'False', 'http://[::1]'],
  ])('to %s by "%s", allow-http %s: %s', async (domain, endpoint, allowHttp, calls) => {
    const { origin, outputs, log } = await plan({ domain, endpoint, 'allow-http': allowHttp });
    expect(origin ?? log.annotations[0]?.message).toContain(calls);
    expect(outputs['failure']).toBe(calls.startsWith('http') ? 'credential' : 'config');
  });
});

describe('headers', () => {
  test.each([
    ['Authorization: Bearer x', 'sets "authorization", which this action sets itself'],
    ['HOST: x', 'sets "host", which this action sets itself'],
    ['Content-Type: x', 'sets "content-type", which this action sets itself'],
    ['content-length: 1', 'sets "content-length", which this action sets itself'],
    ['Transfer-Encoding: chunked', 'sets "transfer-encoding", which this action sets itself'],
    ['connection: close', 'sets "connection", which this action sets itself'],
    ['proxy-authorization: Basic x', 'sets "proxy-authorization", which this action sets itself'],
    ['Trailer: x', 'sets "trailer", which this action sets itself'],
    ['x-one: 1\nX-One: 2', 'sets "x-one" a second time'],
    ['x-one: 1\nnonsense', `Line 2 of the input 'headers' is not a header in visible ASCII.`],
    [': value', `Line 1 of the input 'headers' is not a header in visible ASCII.`],
    ['x y: value', `Line 1 of the input 'headers' is not a header in visible ASCII.`],
    ['x-name: Grüße', 'is not a header in visible ASCII'],
    ['x-name: a\u0000b', 'is not a header in visible ASCII'],
  ])('%p is rejected', async (headers, says) => {
    const { outputs, log, origin } = await plan({ domain: 'acme.zitadel.cloud', headers });
    expect(outputs).toEqual({ failure: 'config' });
    expect(log.annotations[0]?.message).toContain(says);
    expect(origin).toBeUndefined();
  });

  test.each(['x-zitadel-instance-host: other.example.com', 'X-Forwarded-Proto: http'])(
    '%s is rejected with endpoint only',
    async (headers) => {
      const domain = 'acme.zitadel.cloud';
      const alone = await plan({ domain, headers });
      expect(Object.keys(alone.headers)).toEqual([headers.split(':')[0]?.toLowerCase()]);
      const both = await plan({ domain, headers, endpoint: 'https://zitadel.svc' });
      expect(both.outputs).toEqual({ failure: 'config' });
      expect(both.log.annotations[0]?.message).toContain('which this action sets itself');
    },
  );

  test('are sent in lower case, and may be empty', async () => {
    const { headers } = await plan({ domain: 'acme.zitadel.cloud', headers: 'X-One: 1\nx-two:\n\n' });
    expect(headers).toEqual({ 'x-one': '1', 'x-two': '' });
  });
});

describe('an instance with another address in endpoint', () => {
  let world: World;
  let inputs: Inputs;
  beforeAll(async () => {
    world = await startWorld({ instanceHosts: ['id.example.com'] });
    inputs = { ...world.inputsOf(), endpoint: world.emulator.origin };
  });
  beforeEach(() => world.emulator.reset());

  test.each([
    ['https://id.example.com', 'id.example.com', 'https'],
    ['https://id.example.com:8443', 'id.example.com:8443', 'https'],
    ['http://id.example.com', 'id.example.com', 'http'],
    ['ID.Example.com:443', 'id.example.com', 'https'],
  ])('%s is named in every request', async (domain, host, proto) => {
    const { outputs } = await runInProcess({ inputs: { ...inputs, domain, verify: 'org', headers: 'x-trace: 1' } });

    expect(outputs['issuer']).toBe(`${proto}://${host}`);
    expect(outputs['org_name']).toBe('ZITADEL');
    expect(world.emulator.requests.map(({ path }) => path)).toEqual(['/oauth/v2/token', '/management/v1/orgs/me']);
    for (const { headers } of world.emulator.requests) {
      expect(headers).toMatchObject({
        host: `localhost:${world.emulator.port}`,
        'x-zitadel-instance-host': host,
        'x-forwarded-proto': proto,
        'x-trace': '1',
      });
    }
  });

  test('an assertion is signed for the public name, and accepted', async () => {
    const key = world.inputsOf('ci-bot', 'key JSON');
    const step = await runInProcess({ inputs: { ...key, endpoint: world.emulator.origin, domain: 'id.example.com' } });
    expect(step.outputs).toMatchObject({ token_type: 'Bearer', issuer: 'https://id.example.com' });
    expect(decodeJwt(world.emulator.requests[0]?.form['assertion'] ?? '')).toMatchObject({
      aud: 'https://id.example.com',
    });
    expect(world.emulator.requests).toHaveLength(1);
  });

  test('without an endpoint neither header is sent', async () => {
    expect((await runInProcess({ inputs: world.inputsOf() })).failed).toBe(false);
    const names = Object.keys(world.emulator.requests[0]?.headers ?? {});
    expect(names.filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  test.each(['acme.zitadel.cloud/path', 'ftp://zitadel.svc', 'http://'])('%p is not an endpoint', async (endpoint) => {
    const { outputs, log } = await runInProcess({ inputs: { ...inputs, domain: 'id.example.com', endpoint } });
    expect(outputs).toEqual({ failure: 'config' });
    expect(log.annotations[0]?.message).toContain(`'endpoint'`);
    expect(world.emulator.requests).toEqual([]);
  });
});

describe('timeout-seconds', () => {
  test.each([
    ['', 60_000],
    ['1', 1_000],
    ['600', 600_000],
  ])('%p is %i ms for everything together', async (seconds, ms) => {
    const limits: number[] = [];
    await runInProcess({
      inputs: { ...secretInputs, domain: 'acme.zitadel.cloud', 'timeout-seconds': seconds },
      connect({ timeoutMs }) {
        limits.push(timeoutMs);
        return withoutLimit({ send: async () => rejection, pause: async () => false });
      },
    });
    expect(limits).toEqual([ms]);
  });
});

test.concurrent.each([
  [{ domain: 'nosuchhost.invalid' }, `Fix: Correct 'domain' (or 'endpoint').`],
  [{ domain: 'id.example.com', endpoint: 'https://10.0.0.1.nip.invalid' }, `Fix: Correct 'domain' (or 'endpoint').`],
  [{ domain: 'id.example.com', endpoint: 'http://zitadel.zitadel.svc:8080' }, `use a runner in that network.`],
])('%j does not resolve here: three attempts, and a fix', async (given, fix) => {
  const inputs = { ...secretInputs, 'allow-http': 'true', ...given };
  const { outputs, log } = await runInProcess({ inputs });
  expect(outputs).toEqual({ failure: 'network' });
  expect(log.annotations[0]?.message).toMatch(/the name \S+ does not resolve \(ENOTFOUND\)\. 3 attempts in [\d.]+ s\./);
  expect(log.annotations[0]?.message).toContain(fix);
  expect(log.text.match(/^Attempt \d at the token request failed: /gm)).toHaveLength(2);
});
