import { beforeAll, describe, expect, test } from '@jest/globals';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority, type Authority } from '../support/authority.ts';
import { startConnectProxy, type ConnectProxy, type ConnectProxyOptions } from '../support/connect-proxy.ts';
import { startFront, type Front } from '../support/front.ts';
import { createPool } from '../support/pool.ts';
import { startWorld, type World } from '../support/world.ts';
import { startTcpServer } from '../support/tcp-server.ts';

// A name that only the proxies here know: what reaches the instance has gone through one.
const host = 'id.example.com';

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority('Company CA');
});
const inPool = createPool(6);

interface Network {
  readonly world: World;
  /** In front of the instance, by https. */
  readonly secure: Front;
  readonly proxy: (options?: ConnectProxyOptions) => Promise<ConnectProxy>;
  /** A step that calls the instance by https, as most do. */
  readonly run: (env: Record<string, string>, inputs?: Record<string, string>) => Promise<StepResult>;
  /** Of the requests that reached the instance. */
  readonly paths: () => string[];
}

/** Runs a test in a network of its own. */
async function inNetwork(act: (network: Network) => Promise<void>): Promise<void> {
  const world = await startWorld({ host: '0.0.0.0', instanceHosts: [host, '0.0.0.0'] });
  const secure = await startFront({ to: world.emulator.port, pair: await authority.issue({ names: [host] }) });
  const proxies: ConnectProxy[] = [];
  const usual = {
    ...world.inputsOf(),
    domain: `https://${host}:${secure.port}`,
    'ca-certificate': authority.pem,
    'timeout-seconds': '20',
    verify: 'org',
  };
  try {
    await act({
      world,
      secure,
      async proxy(options) {
        const started = await startConnectProxy(options);
        proxies.push(started);
        return started;
      },
      run: async (env, inputs) => await inPool(async () => await runMain({ inputs: { ...usual, ...inputs }, env })),
      paths: () => world.emulator.requests.map(({ path }) => path),
    });
  } finally {
    await Promise.all(proxies.map(async (one) => await one.close()));
    await secure.close();
    await world.emulator.close();
  }
}

function expectToken({ exitCode, outputs, stderr, log }: StepResult): void {
  expect({ exitCode, stderr, annotations: log.annotations }).toEqual({ exitCode: 0, stderr: '', annotations: [] });
  expect(outputs['access_token']).toBeDefined();
}

function messageOf({ exitCode, outputs, stderr, log }: StepResult, failure: string): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure } });
  expect(log.annotations).toHaveLength(1);
  return log.annotations[0]?.message ?? '';
}

describe('a proxy', () => {
  test.concurrent.each([
    ['https_proxy', (port: number) => `http://127.0.0.1:${port}`],
    ['HTTPS_PROXY', (port: number) => `http://127.0.0.1:${port}`],
    ['https_proxy', (port: number) => `http://localhost:${port}/`],
    ['https_proxy', (port: number) => `127.0.0.1:${port}`],
    ['HTTPS_PROXY', (port: number) => `localhost:${port}`],
  ])(
    '%s, with https and a private authority behind it',
    async (name, address) =>
      await inNetwork(async ({ secure, proxy, run, paths }) => {
        const { port, tunnels } = await proxy();
        expectToken(await run({ [name]: address(port) }));
        expect(tunnels[0]).toBe(`${host}:${secure.port}`);
        expect(paths()).toEqual(['/oauth/v2/token', '/management/v1/orgs/me']);
      }),
  );

  test.concurrent(
    'http_proxy, for plain http',
    async () =>
      await inNetwork(async ({ world, proxy, run, paths }) => {
        const { port, tunnels } = await proxy();
        const domain = `http://${host}:${world.emulator.port}`;
        expectToken(await run({ http_proxy: `http://127.0.0.1:${port}` }, { domain, 'allow-http': 'true' }));
        expect(tunnels[0]).toBe(`${host}:${world.emulator.port}`);
        expect(paths()).toEqual(['/oauth/v2/token', '/management/v1/orgs/me']);
      }),
  );

  test.concurrent(
    'that speaks TLS itself',
    async () =>
      await inNetwork(async ({ secure, proxy, run }) => {
        const { port, tunnels } = await proxy({ pair: await authority.issue() });
        expectToken(await run({ https_proxy: `https://localhost:${port}` }));
        expect(tunnels[0]).toBe(`${host}:${secure.port}`);
      }),
  );

  test.concurrent(
    'whose certificate is not accepted is told from the instance',
    async () =>
      await inNetwork(async ({ proxy, run }) => {
        const { port, tunnels } = await proxy({ pair: await authority.issue({ names: ['proxy.example.com'] }) });
        const message = messageOf(await run({ https_proxy: `https://localhost:${port}` }), 'network');
        expect(message).toContain(
          `the certificate of the proxy https://localhost:${port} was not accepted ("Hostname/IP does not match`,
        );
        expect(message).toContain(`Fix: Give the authority that signed it in 'ca-certificate'`);
        expect(tunnels).toEqual([]);
      }),
  );

  test.concurrent(
    'by https, although the proxy speaks plain http: a common mistake, and one attempt',
    async () =>
      await inNetwork(async ({ proxy, run }) => {
        const { port } = await proxy();
        const step = await run({ https_proxy: `https://127.0.0.1:${port}` });
        const message = messageOf(step, 'network');
        expect(message).toContain(`the proxy https://127.0.0.1:${port} does not speak TLS as expected`);
        expect(message).toContain('Fix: Write https_proxy=http://host:port');
        expect(step.log.text).not.toContain('Trying again');
      }),
  );

  test.concurrent(
    'has the certificate of what is behind it checked as ever',
    async () =>
      await inNetwork(async ({ proxy, run, paths }) => {
        const { port } = await proxy();
        const message = messageOf(
          await run({ https_proxy: `http://127.0.0.1:${port}` }, { 'ca-certificate': '' }),
          'network',
        );
        expect(message).toContain(
          `the certificate of ${host} is signed by an authority that this runner does not know`,
        );
        expect(paths()).toEqual([]);
      }),
  );

  test.concurrent.each([
    ['no_proxy', '0.0.0.0'],
    ['NO_PROXY', 'example.org, 0.0.0.0'],
    ['no_proxy', '*'],
  ])(
    '%s=%s goes around it',
    async (name, value) =>
      await inNetwork(async ({ world, proxy, run, paths }) => {
        const { port, tunnels } = await proxy();
        const inputs = { domain: `http://0.0.0.0:${world.emulator.port}`, 'allow-http': 'true' };
        const around = { http_proxy: `http://127.0.0.1:${port}`, [name]: value };
        expectToken(await run(around, inputs));
        expect(tunnels).toEqual([]);
        expect(paths()).toEqual(['/oauth/v2/token', '/management/v1/orgs/me']);

        expectToken(await run({ ...around, [name]: 'example.org' }, inputs));
        expect(tunnels[0]).toBe(`0.0.0.0:${world.emulator.port}`);
      }),
  );

  test.concurrent(
    'is not used for this machine',
    async () =>
      await inNetwork(async ({ world, proxy, run }) => {
        const { port, tunnels } = await proxy();
        expectToken(await run({ http_proxy: `http://127.0.0.1:${port}` }, { domain: world.emulator.origin }));
        expect(tunnels).toEqual([]);
      }),
  );
});

describe('the password of a proxy', () => {
  const user = { name: 'build user', password: 'p@ss:w%rd/é' };
  const written = `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}`;
  const basic = Buffer.from(`${user.name}:${user.password}`).toString('base64');

  test.concurrent(
    'is decoded and sent to the proxy only, and every form of it is masked',
    async () =>
      await inNetwork(async ({ world, proxy, run }) => {
        const { port, credentials } = await proxy({ user });
        const step = await run({ https_proxy: `http://${written}@127.0.0.1:${port}` });
        expectToken(step);
        expect(new Set(credentials)).toEqual(new Set([`Basic ${basic}`]));
        expect(world.emulator.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([
          undefined,
          undefined,
        ]);
        for (const form of [user.password, encodeURIComponent(user.password), basic]) {
          expect(step.log.masks).toContain(form);
          expect(step.log.text).not.toContain(form);
        }
      }),
  );

  test.concurrent.each([
    ['wrong', `${encodeURIComponent(user.name)}:not-the-password@`],
    ['missing', ''],
  ])(
    '%s: the proxy wants one (407), and is asked once',
    async (_, given) =>
      await inNetwork(async ({ proxy, run, paths }) => {
        const { port, tunnels } = await proxy({ user });
        const step = await run({ https_proxy: `http://${given}127.0.0.1:${port}` });
        const message = messageOf(step, 'network');
        expect(message).toContain(`the proxy http://127.0.0.1:${port} wants a user name and a password (status 407)`);
        expect(message).toContain("Fix: Put them into the proxy's address: https_proxy=http://user:password@host:port");
        expect(message).not.toContain('not-the-password');
        expect(tunnels).toHaveLength(1);
        expect(paths()).toEqual([]);
      }),
  );

  test.concurrent(
    'with a % that starts no escape is taken as it is',
    async () =>
      await inNetwork(async ({ proxy, run }) => {
        const { port, credentials } = await proxy({ user: { name: 'ci', password: '100%-p%ss' } });
        const step = await run({ https_proxy: `http://ci:100%-p%ss@127.0.0.1:${port}` });
        expectToken(step);
        expect(credentials[0]).toBe(`Basic ${Buffer.from('ci:100%-p%ss').toString('base64')}`);
        expect(step.log.masks).toContain('100%-p%ss');
      }),
  );

  test.concurrent(
    'that cannot be decoded is an error: nothing is sent, not even around the proxy',
    async () =>
      await inNetwork(async ({ world, proxy, run, paths }) => {
        const { port, tunnels } = await proxy();
        const inputs = { domain: `http://0.0.0.0:${world.emulator.port}`, 'allow-http': 'true' };
        const step = await run({ http_proxy: `http://user:%ff%fe-word@127.0.0.1:${port}` }, inputs);
        const message = messageOf(step, 'config');
        expect(message).toContain(
          'The user name or the password in the environment variable http_proxy cannot be decoded.',
        );
        expect(message).toContain('Fix: Write its special characters percent-encoded');
        expect(step.log.text).not.toContain('-word');
        expect(tunnels).toEqual([]);
        expect(paths()).toEqual([]);
      }),
  );
});

describe('a proxy that fails', () => {
  test.concurrent(
    'is not there',
    async () =>
      await inNetwork(async ({ run }) => {
        const { port, close } = await startTcpServer();
        await close();
        const address = `http://127.0.0.1:${port}`;
        const step = await run({ https_proxy: address }, { 'timeout-seconds': '3' });
        const message = messageOf(step, 'network');
        expect(message).toContain(`the proxy ${address} could not be reached or broke the connection. `);
        expect(message).toContain(
          `Fix: Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
        );
        expect(step.log.text).toContain('Attempt 1 at the token request failed');
        expect(step.milliseconds).toBeLessThan(16_000);
      }),
  );

  test.concurrent(
    'has a name that does not resolve: three attempts',
    async () =>
      await inNetwork(async ({ run }) => {
        const step = await run({ https_proxy: 'http://nosuchproxy.invalid:3128' }, { 'timeout-seconds': '20' });
        const message = messageOf(step, 'network');
        expect(message).toContain('the proxy http://nosuchproxy.invalid:3128 could not be reached');
        expect(message).toContain('3 attempts in ');
        expect(step.milliseconds).toBeLessThan(16_000);
      }),
  );

  test.concurrent(
    'never answers',
    async () =>
      await inNetwork(async ({ run }) => {
        const silent = await startTcpServer();
        const step = await run({ https_proxy: `http://127.0.0.1:${silent.port}` }, { 'timeout-seconds': '1' });
        await silent.close();
        const message = messageOf(step, 'network');
        expect(message).toMatch(/nothing came within [\d.]+ s while asking the proxy for a connection/);
        expect(message).toContain(
          `Fix: Check the proxy http://127.0.0.1:${silent.port}, or add the instance's host to no_proxy.`,
        );
        expect(step.milliseconds).toBeLessThan(6_000);
      }),
  );

  test.concurrent(
    'opens the tunnel to a server that never answers in TLS',
    async () =>
      await inNetwork(async ({ proxy, run }) => {
        const silent = await startTcpServer();
        const { port, tunnels } = await proxy();
        const inputs = { domain: `https://${host}:${silent.port}`, 'timeout-seconds': '1' };
        const step = await run({ https_proxy: `http://127.0.0.1:${port}` }, inputs);
        await silent.close();
        expect(messageOf(step, 'network')).toMatch(/nothing came within [\d.]+ s while making the TLS connection/);
        expect(tunnels).toHaveLength(1);
        expect(step.milliseconds).toBeLessThan(6_000);
      }),
  );

  test.concurrent(
    'closes the tunnel at once',
    async () =>
      await inNetwork(async ({ run }) => {
        const closing = await startTcpServer((socket) => {
          socket.once('data', () => socket.end('HTTP/1.1 200 Connection established\r\n\r\n'));
        });
        const step = await run({ https_proxy: `http://127.0.0.1:${closing.port}` }, { 'timeout-seconds': '4' });
        await closing.close();
        expect(messageOf(step, 'network')).toContain('the connection was closed while making the TLS connection');
        expect(closing.connections()).toBeGreaterThan(1);
      }),
  );

  test.concurrent.each([
    [403, 1],
    [502, 2],
  ])(
    'answers %i: at least %i attempts',
    async (status, attempts) =>
      await inNetwork(async ({ proxy, run }) => {
        const { port, tunnels } = await proxy({ refuseWith: status });
        const message = messageOf(
          await run({ https_proxy: `http://127.0.0.1:${port}` }, { 'timeout-seconds': '4' }),
          'network',
        );
        expect(message).toContain(`the proxy http://127.0.0.1:${port} refused the connection with status ${status}`);
        expect(message).toContain(`Fix: Let the proxy allow the instance's host and port`);
        if (attempts === 1) expect(tunnels).toHaveLength(1);
        else expect(tunnels.length).toBeGreaterThanOrEqual(attempts);
      }),
  );
});

describe('a proxy address that cannot be used', () => {
  test.concurrent(
    'is an error before anything is sent',
    async () =>
      await inNetwork(async ({ run, paths }) => {
        const step = await run({ https_proxy: 'socks://user:sesame-open@proxy.example.com:1080' });
        const message = messageOf(step, 'config');
        expect(message).toContain(
          'The environment variable https_proxy names a proxy of the kind socks; only http and https proxies work.',
        );
        expect(message).toContain('Fix: Set it to http://host:port');
        expect(step.log.text).not.toContain('sesame-open');
        expect(paths()).toEqual([]);
      }),
  );

  test.concurrent(
    'but not when no_proxy goes around it',
    async () =>
      await inNetwork(async ({ world, run }) => {
        const inputs = { domain: `http://0.0.0.0:${world.emulator.port}`, 'allow-http': 'true' };
        expectToken(await run({ http_proxy: 'socks5://proxy.example.com:1080', no_proxy: '0.0.0.0' }, inputs));
      }),
  );
});
