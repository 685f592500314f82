import { describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority } from '../support/authority.ts';
import { startConnectProxy, type ConnectProxyOptions } from '../support/connect-proxy.ts';
import { startFront } from '../support/front.ts';
import { createPool } from '../support/pool.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { startWorld } from '../support/world.ts';
import { expectFailure, expectInOrder, expectToken } from '../support/expect.ts';

// Only the proxies of these tests resolve this name, so each request that reaches the instance went through a proxy.
const host = 'id.example.com';
const inPool = createPool(6);

const world = await startWorld({ host: '0.0.0.0', instanceHosts: [host, '0.0.0.0'] });
const authority = await createAuthority('Company CA');
const secure = await startFront({ to: world.emulator.port, pair: await authority.issue({ names: [host] }) });

interface Ran extends StepResult {
  /** Of the requests that reached the instance. */
  readonly paths: readonly string[];
}

let count = 0;

/** A step that calls the instance by https. A header identifies its requests, because other steps run at the same time. */
async function run(env: Record<string, string>, inputs: Record<string, string> = {}): Promise<Ran> {
  const number = String((count += 1));
  const domain = `https://${host}:${secure.port}`;
  const usual = { ...world.inputsOf(), domain, 'ca-certificate': authority.pem, 'timeout-seconds': '20' };
  const given = { ...usual, verify: 'org', headers: `x-number: ${number}`, ...inputs };
  const step = await inPool(async () => await runMain({ inputs: given, env }));
  const own = world.emulator.requests.filter(({ headers }) => headers['x-number'] === number);
  for (const { headers } of own) expect(headers).not.toHaveProperty('proxy-authorization');
  return { ...step, paths: own.map(({ path }) => path) };
}

function expectVerified(step: Ran): void {
  expectToken(step);
  expect(step.paths).toEqual(['/oauth/v2/token', '/management/v1/orgs/me']);
}

function messageOf(step: Ran, failure: string): string {
  expect(step.paths).toEqual([]);
  return expectFailure(step, failure);
}

const plain = (): Record<string, string> => ({ domain: `http://0.0.0.0:${world.emulator.port}`, 'allow-http': 'true' });

describe('a proxy', () => {
  test.concurrent.each([
    ['https_proxy', (port: number) => `http://127.0.0.1:${port}`],
    ['HTTPS_PROXY', (port: number) => `http://127.0.0.1:${port}`],
    ['https_proxy', (port: number) => `http://localhost:${port}/`],
    ['https_proxy', (port: number) => `127.0.0.1:${port}`],
    ['HTTPS_PROXY', (port: number) => `localhost:${port}`],
  ])('%s, with https and a private authority behind it', async (name, address) => {
    const { port, tunnels } = await startConnectProxy();
    expectVerified(await run({ [name]: address(port) }));
    expect(tunnels[0]).toBe(`${host}:${secure.port}`);
  });

  test.concurrent('http_proxy, for plain http', async () => {
    const { port, tunnels } = await startConnectProxy();
    const domain = `http://${host}:${world.emulator.port}`;
    expectVerified(await run({ http_proxy: `http://127.0.0.1:${port}` }, { domain, 'allow-http': 'true' }));
    expect(tunnels[0]).toBe(`${host}:${world.emulator.port}`);
  });

  test.concurrent('that speaks TLS itself', async () => {
    const { port, tunnels } = await startConnectProxy({ pair: await authority.issue() });
    expectVerified(await run({ https_proxy: `https://localhost:${port}` }));
    expect(tunnels[0]).toBe(`${host}:${secure.port}`);
  });

  test.concurrent.each([
    ['no_proxy', '0.0.0.0'],
    ['NO_PROXY', 'example.org, 0.0.0.0'],
    ['no_proxy', '*'],
  ])('%s=%s bypasses the proxy, also if its address is invalid', async (name, value) => {
    const { port, tunnels } = await startConnectProxy();
    const around = { http_proxy: `http://127.0.0.1:${port}`, [name]: value };
    expectVerified(await run(around, plain()));
    expectVerified(await run({ ...around, http_proxy: 'socks5://proxy.example.com:1080' }, plain()));
    expect(tunnels).toEqual([]);

    expectVerified(await run({ ...around, [name]: 'example.org' }, plain()));
    expect(tunnels[0]).toBe(`0.0.0.0:${world.emulator.port}`);
  });

  test.concurrent('is not used for this machine', async () => {
    const { port, tunnels } = await startConnectProxy();
    expectVerified(await run({ http_proxy: `http://127.0.0.1:${port}` }, { domain: world.emulator.origin }));
    expect(tunnels).toEqual([]);
  });
});

describe('the password of a proxy', () => {
  const user = { name: 'build user', password: 'p@ss:w%rd/é' };
  const written = `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}`;
  const basic = Buffer.from(`${user.name}:${user.password}`).toString('base64');

  test.concurrent('is decoded and sent to the proxy only, and every form of it is masked', async () => {
    const { port, credentials } = await startConnectProxy({ user });
    const step = await run({ https_proxy: `http://${written}@127.0.0.1:${port}` });
    expectVerified(step);
    expect(new Set(credentials)).toEqual(new Set([`Basic ${basic}`]));
    for (const form of [user.password, encodeURIComponent(user.password), basic]) {
      expect(step.log.masks).toContain(form);
      expect(step.log.text).not.toContain(form);
    }
  });

  test.concurrent('that contains a % without an escape is used unchanged', async () => {
    const { port, credentials } = await startConnectProxy({ user: { name: 'ci', password: '100%-p%ss' } });
    const step = await run({ https_proxy: `http://ci:100%-p%ss@127.0.0.1:${port}` });
    expectVerified(step);
    expect(credentials[0]).toBe(`Basic ${Buffer.from('ci:100%-p%ss').toString('base64')}`);
    expect(step.log.masks).toContain('100%-p%ss');
  });

  test.concurrent('that cannot be decoded is an error, and nothing is sent, not even without the proxy', async () => {
    const { port, tunnels } = await startConnectProxy();
    const step = await run({ http_proxy: `http://user:%ff%fe-word@127.0.0.1:${port}` }, plain());
    expectInOrder(
      messageOf(step, 'config'),
      'http_proxy is not a proxy address, … or is not percent-encoded as UTF-8. … Percent-encode special characters',
    );
    expect(step.log.text).not.toContain('-word');
    expect(tunnels).toEqual([]);
  });
});

/** A proxy that cannot be used: its options, its address, and the message of the step. */
interface Failing {
  readonly what: string;
  readonly options?: () => ConnectProxyOptions | Promise<ConnectProxyOptions>;
  /** Instead of a proxy: a server that does this with each connection. */
  readonly serve?: (socket: Socket) => void;
  readonly address?: (port: number) => string;
  readonly inputs?: Record<string, string>;
  readonly failure?: 'config';
  readonly says: string;
  /** The number of tunnels or connections that the step requests. */
  readonly attempts: number | 'several' | 'any';
}

const wrongUser = { user: { name: 'ci', password: 'the-right-word' } };
const needsPassword = `requires a user name and a password, or rejected the given ones (status 407) … Fix: Set https_proxy to http://user:password@host:port`;

const failing: readonly Failing[] = [
  {
    what: 'has a certificate that is not accepted',
    options: async () => ({ pair: await authority.issue({ names: ['proxy.example.com'] }) }),
    address: (port) => `https://localhost:${port}`,
    says: `the proxy {address} could not be reached: the certificate of localhost is for other host names … Fix: Set 'ca-certificate' to the authority of the proxy`,
    attempts: 0,
  },
  {
    what: 'has an https address, but speaks plain http: a common mistake',
    address: (port) => `https://127.0.0.1:${port}`,
    says: 'the proxy {address} could not be reached: … does not use TLS on this port … Fix: Set https_proxy to http://host:port',
    attempts: 0,
  },
  {
    what: 'leads to a server whose certificate is not trusted',
    inputs: { 'ca-certificate': '' },
    says: `the certificate of ${host} is signed by an authority that this runner does not know`,
    // With the certificates of the system, another one.
    attempts: 'any',
  },
  {
    what: 'requires another password',
    options: () => wrongUser,
    address: (port) => `http://ci:not-the-password@127.0.0.1:${port}`,
    says: needsPassword,
    attempts: 1,
  },
  { what: 'requires a password', options: () => wrongUser, says: `the proxy {address} ${needsPassword}`, attempts: 1 },
  {
    what: 'is of another kind',
    address: () => 'socks://user:not-the-password@proxy.example.com:1080',
    failure: 'config',
    says: 'The environment variable https_proxy names a proxy of type socks, but only http and https proxies are supported. … Fix: Set https_proxy to http://host:port',
    attempts: 0,
  },
  {
    what: 'does not listen',
    address: () => 'http://127.0.0.1:9',
    inputs: { 'timeout-seconds': '3' },
    says: `the proxy {address} could not be reached: no server listens on 127.0.0.1:9 (ECONNREFUSED). … attempts … Fix: Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
    attempts: 0,
  },
  {
    what: 'has a name that does not resolve',
    address: () => 'http://nosuchproxy.invalid:3128',
    inputs: { 'timeout-seconds': '4' },
    says: 'the proxy {address} could not be reached: … nosuchproxy.invalid … attempts in ',
    attempts: 0,
  },
  {
    what: 'never responds',
    serve: () => undefined,
    inputs: { 'timeout-seconds': '1' },
    says: `no response within … s while connecting to the proxy … Fix: Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
    attempts: 1,
  },
  {
    what: 'closes the tunnel immediately',
    serve: (socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 Connection established\r\n\r\n')),
    inputs: { 'timeout-seconds': '4' },
    says: 'the connection was closed while making the TLS connection',
    attempts: 'several',
  },
  ...([403, 502] as const).map((status): Failing => ({
    what: `responds with ${status}`,
    options: () => ({ refuseWith: status }),
    inputs: { 'timeout-seconds': '4' },
    says: `the proxy {address} rejected the connection (status ${status}) … Fix: Configure the proxy to allow the instance's host and port`,
    attempts: status === 403 ? 1 : 'several',
  })),
];

test.concurrent.each(failing)('a proxy that fails: it $what', async (row) => {
  const server = row.serve === undefined ? undefined : await startTcpServer(row.serve);
  const { port, tunnels } = await startConnectProxy(await row.options?.());
  const address = row.address?.(port) ?? `http://127.0.0.1:${server?.port ?? port}`;
  const step = await run({ https_proxy: address }, row.inputs);
  expectInOrder(messageOf(step, row.failure ?? 'network'), row.says.replace('{address}', address));
  expect(step.log.text).not.toContain('not-the-password');
  expect(step.milliseconds).toBeLessThan(40_000);
  if (row.attempts !== 'several' && !row.says.includes('attempts')) expect(step.log.text).not.toContain('Trying again');
  const attempts = server?.connections() ?? tunnels.length;
  if (row.attempts === 'several') expect(attempts).toBeGreaterThan(1);
  else if (row.attempts !== 'any') expect(attempts).toBe(row.attempts);
});

test.concurrent('a tunnel to a server that never responds in TLS', async () => {
  const silent = await startTcpServer();
  const { port, tunnels } = await startConnectProxy();
  const inputs = { domain: `https://${host}:${silent.port}`, 'timeout-seconds': '1' };
  const step = await run({ https_proxy: `http://127.0.0.1:${port}` }, inputs);
  expectInOrder(messageOf(step, 'network'), 'no response within … s while making the TLS connection');
  expect(tunnels).toHaveLength(1);
  expect(step.milliseconds).toBeLessThan(40_000);
});
