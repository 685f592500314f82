import { describe, expect, test } from '@jest/globals';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority } from '../support/authority.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { startFront } from '../support/front.ts';
import { createPool } from '../support/pool.ts';
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
  const usual = { ...world.inputsOf(), domain, 'ca-certificate': authority.pem, 'timeout-seconds': '60' };
  const given = { ...usual, verify: 'org', headers: `x-number: ${number}`, ...inputs };
  const step = await inPool(async () => await runMain({ inputs: given, env }));
  const own = world.emulator.requests.filter(({ headers }) => headers['x-number'] === number);
  for (const { headers } of own) expect(headers).not.toHaveProperty('proxy-authorization');
  return { ...step, paths: own.map(({ path }) => path) };
}

function expectVerified(step: Ran): void {
  expectToken(step);
  // A machine that is very busy needs more than one attempt.
  expect([...new Set(step.paths)]).toEqual(['/oauth/v2/token', '/management/v1/orgs/me']);
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
