import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { noProxyHint } from '../../src/http/proxy.ts';
import { createAuthority } from '../support/authority.ts';
import { startConnectProxy, type ConnectProxyOptions } from '../support/connect-proxy.ts';
import { expectInOrder } from '../support/expect.ts';
import { startFront } from '../support/front.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';
import { listen } from '../support/listen.ts';
import { startTcpServer } from '../support/tcp-server.ts';

/** Errors of a proxy, and entries of no_proxy that are ignored. */

// A name that only a proxy knows.
const host = 'id.example.com';

async function start(): Promise<Instance & { readonly domain: string }> {
  const instance = await startInstance({ instanceHosts: [host, '0.0.0.0'], host: '0.0.0.0' });
  return { ...instance, domain: `http://${host}:${instance.emulator.port}` };
}

/** A proxy that rejects every tunnel. */
async function startRejecting(status: number, headers: OutgoingHttpHeaders): Promise<string> {
  const server = createServer().on('connect', (_, socket) => {
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((one) => `${name}: ${one}\r\n`),
    );
    socket.end(`HTTP/1.1 ${status} Rejected\r\n${lines.join('')}content-length: 0\r\n\r\n`);
  });
  const port = await listen(server);
  return `http://127.0.0.1:${port}`;
}

function errorOf({ outputs, log }: InProcessResult): string[] {
  expect(outputs).toEqual({ failure: 'network' });
  const message = log.annotations.find(({ level }) => level === 'error')?.message ?? '';
  return message.split('\n').filter((line) => !/^(Instance|Help): /.test(line));
}

describe('407', () => {
  test.each([
    ['NTLM', 'NTLM'],
    ['Negotiate', 'Negotiate'],
    [['Negotiate', 'NTLM'], 'Negotiate or NTLM'],
    ['Negotiate, NTLM TlRMTVNTUAAC', 'Negotiate or NTLM'],
    ['Digest realm="x"', 'Digest'],
  ])('%j', async (offers, named) => {
    const { inputs, domain } = await start();
    const proxy = await startRejecting(407, { 'proxy-authenticate': offers });
    const step = await runInProcess({
      inputs: { ...inputs, domain, 'allow-http': 'true' },
      env: { http_proxy: proxy },
    });

    expect(errorOf(step)).toEqual([
      `The token request failed: the proxy ${proxy} accepts only ${named} (status 407), which this action does not support.`,
      `Fix: Run a relay that signs in to the proxy (such as Px or Cntlm) on the runner, and set https_proxy to the relay, for example http://127.0.0.1:3128.`,
    ]);
    // The fix is followed with a relay that requires no user name.
    const relay = await startConnectProxy();
    const env = { http_proxy: `http://127.0.0.1:${relay.port}` };
    expect((await runInProcess({ inputs: { ...inputs, domain, 'allow-http': 'true' }, env })).failed).toBe(false);
  });

  test.each([[undefined], ['Basic realm="x"'], [['NTLM', 'Basic realm="x"']], ['basic, Negotiate']])(
    '%j accepts a password',
    async (offers) => {
      const { inputs, domain } = await start();
      const proxy = await startRejecting(407, offers === undefined ? {} : { 'proxy-authenticate': offers });
      const step = await runInProcess({
        inputs: { ...inputs, domain, 'allow-http': 'true' },
        env: { http_proxy: proxy },
      });

      expect(errorOf(step)[0]).toContain(
        'requires a user name and a password, or rejected the given ones (status 407)',
      );
    },
  );
});

describe('no_proxy in a form that the library ignores', () => {
  test.each([
    '10.0.0.0/8',
    '10.0.0.*',
    '<local>',
    '*.example.com',
    'a.example.com b.example.com',
    'a.example.com;id.example.com',
    '"id.example.com"',
    "'id.example.com'",
    'https://id.example.com',
    'fd00::/8',
  ])('%s is named in the fix', async (entry) => {
    const { inputs, domain } = await start();
    const proxy = await startRejecting(403, {});
    const env = { http_proxy: proxy, no_proxy: `localhost, ${entry}` };
    const step = await runInProcess({ inputs: { ...inputs, domain, 'allow-http': 'true' }, env });

    expect(errorOf(step)[1]).toBe(
      `Fix: Configure the proxy to allow the instance's host and port, or add the instance's host to no_proxy. "${entry.replaceAll('"', "'")}" in no_proxy is ignored. ` +
        'Only host names, IP addresses and domains work, separated by commas (id.example.com,.example.com).',
    );
  });

  test.each(['', '*', 'localhost,.example.org', 'example.org, 10.0.0.5,[::1],id.example.org:8443,'])(
    '%j is not ignored',
    (value) => {
      expect(noProxyHint({ NO_PROXY: value })).toBe('');
    },
  );
});

const authority = await createAuthority('Company CA');
const secure = await startFront({ to: 9, pair: await authority.issue({ names: [host] }) });
const signIn = { 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb' };

/** The lines of the only annotation. */
function messageOf({ outputs, log }: InProcessResult, failure = 'network'): string {
  expect(outputs).toEqual({ failure });
  expect(log.annotations).toHaveLength(1);
  return log.annotations[0]?.message ?? '';
}

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
    says: `the proxy {address} could not be reached: no server listens on 127.0.0.1:9 (ECONNREFUSED). … attempts … Fix: Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
    attempts: 0,
  },
  {
    what: 'has a name that does not resolve',
    address: () => 'http://nosuchproxy.invalid:3128',
    says: 'the proxy {address} could not be reached: … nosuchproxy.invalid … attempts in ',
    attempts: 0,
  },
  {
    what: 'never responds',
    serve: () => undefined,
    inputs: { 'timeout-seconds': '5' },
    says: `no response within … s while connecting to the proxy … Fix: Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
    attempts: 1,
  },
  {
    what: 'closes the tunnel immediately',
    serve: (socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 Connection established\r\n\r\n')),
    says: 'the connection was closed while making the TLS connection',
    attempts: 'several',
  },
  ...([403, 502] as const).map((status): Failing => ({
    what: `responds with ${status}`,
    options: () => ({ refuseWith: status }),
    says: `the proxy {address} rejected the connection (status ${status}) … Fix: Configure the proxy to allow the instance's host and port`,
    attempts: status === 403 ? 1 : 'several',
  })),
];

test.concurrent.each(failing)('a proxy that fails: it $what', async (row) => {
  const server = row.serve === undefined ? undefined : await startTcpServer(row.serve);
  const { port, tunnels } = await startConnectProxy(await row.options?.());
  const address = row.address?.(port) ?? `http://127.0.0.1:${server?.port ?? port}`;
  const inputs = {
    ...signIn,
    domain: `https://${host}:${secure.port}`,
    'ca-certificate': authority.pem,
    ...row.inputs,
  };
  const step = await runInProcess({ inputs, env: { https_proxy: address }, realTime: row.what === 'never responds' });
  expectInOrder(messageOf(step, row.failure), row.says.replace('{address}', address));
  expect(step.log.text).not.toContain('not-the-password');
  if (row.attempts !== 'several' && !row.says.includes('attempts')) expect(step.log.text).not.toContain('Trying again');
  const attempts = server?.connections() ?? tunnels.length;
  if (row.attempts === 'several') expect(attempts).toBeGreaterThan(1);
  else if (row.attempts !== 'any') expect(attempts).toBe(row.attempts);
});

test.concurrent('a tunnel to a server that never responds in TLS', async () => {
  const silent = await startTcpServer();
  const { port, tunnels } = await startConnectProxy();
  const inputs = { ...signIn, domain: `https://${host}:${silent.port}`, 'timeout-seconds': '5' };
  const step = await runInProcess({ inputs, env: { https_proxy: `http://127.0.0.1:${port}` }, realTime: true });
  expectInOrder(messageOf(step), 'no response within … s while making the TLS connection');
  expect(tunnels).toHaveLength(1);
});
