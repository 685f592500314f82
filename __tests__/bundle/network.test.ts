import { describe, expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { runMain, runPost, type Step, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority } from '../support/authority.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { startFront } from '../support/front.ts';
import { createPool } from '../support/pool.ts';
import { startTcpServer, type TcpServer } from '../support/tcp-server.ts';
import { startWorld } from '../support/world.ts';
import { expectFailure, expectToken } from '../support/expect.ts';

/** Networks on which the defaults of Node fail, and curl works. */

const host = 'id.example.com';
const inPool = createPool(4);
const world = await startWorld({ instanceHosts: [host, 'localhost'] });
const authority = await createAuthority('Company CA');
const secure = await startFront({
  to: world.emulator.port,
  pair: await authority.issue({ names: ['localhost', host] }),
});

const files = { 'ca.pem': authority.pem };

/** Changes name resolution and connections below the bundle. */
const preload = `
const { names = {}, failMs = 0, code, farMs = 0, dead = [] } = JSON.parse(process.env.NETWORK);
const dns = require('node:dns');
const { lookup } = dns;
let started;
dns.lookup = (host, options, done) => {
  const found = names[host]?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  if (found === undefined) return lookup(host, options, done);
  const fails = Date.now() - (started ??= Date.now()) < failMs;
  process.nextTick(() => (fails ? done(Object.assign(new Error(code), { code, syscall: 'getaddrinfo' })) : done(null, found)));
};
const noRoute = [...require('node:util').getSystemErrorMap()].find(([, [name]]) => name === 'ENETUNREACH')[0];
const { prototype } = process.binding('tcp_wrap').TCP;
for (const name of ['connect', 'connect6']) {
  const connect = prototype[name];
  prototype[name] = function (request, address, port) {
    if (dead.includes(address)) return noRoute;
    const start = () => connect.call(this, request, address, port);
    if (farMs === 0) return start();
    setTimeout(start, farMs);
    return 0;
  };
}`;

interface Network {
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Look-ups fail for this number of milliseconds after the first one, with this code. */
  readonly failMs?: number;
  readonly code?: string;
  /** The delay of each connection. */
  readonly farMs?: number;
  /** Addresses without a route. */
  readonly dead?: readonly string[];
}

const ipv6 = '2001:db8::1';

function on(network: Network, { env, ...step }: Partial<Step> = {}): Step {
  return {
    ...step,
    inputs: {
      ...world.inputsOf(),
      domain: `http://${host}:${world.emulator.port}`,
      'allow-http': 'true',
      ...step.inputs,
    },
    env: { ...env, NETWORK: JSON.stringify(network) },
    files: { ...step.files, 'network.cjs': preload },
    nodeOptions: ['--require', './network.cjs'],
  };
}

const run = async (step: Step): Promise<StepResult> => await inPool(async () => await runMain(step));

const failedAttempts = ({ log }: StepResult): string[] =>
  log.text.split('\n').filter((line) => line.startsWith('Attempt '));

describe('a server that is farther away than 250 ms', () => {
  const far: Network = { names: { [host]: ['127.0.0.1', ipv6] }, dead: [ipv6], farMs: 400 };

  test.concurrent(
    'and has an address without a route: the later attempts wait longer, also in the post step',
    async () => {
      const step = on(far, { inputs: { revoke: 'true' } });
      const main = await run(step);
      expectToken(main);
      expect(failedAttempts(main)[0]).toContain('no address of id.example.com responded in time (ETIMEDOUT)');
      const post = await runPost(step, main);
      expect([post.exitCode, post.log.annotations]).toEqual([0, []]);
      expect(post.log.text).toContain('Revoked the access token');
    },
  );

  test.concurrent('and has one address: the first attempt succeeds', async () => {
    const step = await run(on({ ...far, names: { [host]: ['127.0.0.1'] } }));
    expectToken(step);
    expect(failedAttempts(step)).toEqual([]);
  });

  test.concurrent('and is reached by a proxy as far away: only the first request of the step fails', async () => {
    const proxy = await startConnectProxy();
    const network = { ...far, names: { 'proxy.example.com': ['127.0.0.1', ipv6] } };
    const env = { http_proxy: `http://proxy.example.com:${proxy.port}` };
    const step = await run(on(network, { env, inputs: { verify: 'org' } }));
    expectToken(step);
    expect(failedAttempts(step)[0]).toContain('no address of proxy.example.com responded in time');
    expect(failedAttempts(step).filter((line) => !line.includes('at the token request'))).toEqual([]);
  });
});

describe('the name server', () => {
  const names = { [host]: ['127.0.0.1'], 'proxy.example.com': ['127.0.0.1'] };

  test.concurrent.each([host, 'proxy.example.com'])('does not respond for %s for some seconds', async (name) => {
    const proxy = await startConnectProxy();
    const env = { http_proxy: `http://proxy.example.com:${proxy.port}` };
    const step = await run(on({ names, failMs: 2_000, code: 'EAI_AGAIN' }, name === host ? {} : { env }));
    expectToken(step);
    expect(failedAttempts(step)[0]).toContain(
      `the runner's DNS server did not respond for the name ${name} (EAI_AGAIN)`,
    );
  });

  test.concurrent('does not know the name: three attempts', async () => {
    const step = await run(on({ names, failMs: 99_000, code: 'ENOTFOUND' }));
    expect(expectFailure(step, 'network')).toMatch(
      /does not resolve \(ENOTFOUND\)\. 3 attempts in .*\n.*\nFix: Correct 'domain'/,
    );
  });
});

test.concurrent.each([
  ['IPv4', '192.0.2.1'],
  ['IPv6', ipv6],
])('no route to a name that has only %s addresses', async (family, address) => {
  const step = await run(on({ names: { [host]: [address] }, dead: [address] }));
  const message = expectFailure(step, 'network');
  expect(message).toMatch(new RegExp(`no route to ${host}, which has only ${family} addresses .*3 attempts`));
  expect(message).toContain('Fix: Use a runner whose network has a route');
});

test.concurrent.each([
  [{ HTTP_PROXY: 'http://ci:sesame-open@proxy.example.com:3128' }, 'https', 'HTTP_PROXY is not used for https.'],
  [{ ALL_PROXY: 'http://ci:sesame-open@proxy.example.com:3128' }, 'https', 'ALL_PROXY is not used for https.'],
  [{ https_proxy: 'http://proxy.example.com:3128' }, 'http', 'https_proxy is not used for http.'],
  [
    { https_proxy: 'http://proxy.example.com:3128', no_proxy: '.example.com' },
    'https',
    'The proxy of https_proxy is not used, because no_proxy contains this host.',
  ],
])('%j does not apply to the instance, whose name does not resolve', async (env, scheme, hint) => {
  const network = { names: { [host]: [] }, failMs: 99_000, code: 'ENOTFOUND' };
  const step = await run(on(network, { env, inputs: { domain: `${scheme}://${host}` } }));
  // On Windows, the names of variables have no case, and the message contains the name in lower case.
  expect(expectFailure(step, 'network').toLowerCase()).toContain(hint.toLowerCase());
  expect(step.log.text).not.toContain('sesame-open');
});

/** A firewall in front of the instance. It handles each ClientHello of more than 1,400 bytes. */
async function startFirewall(handle: (socket: Socket) => void): Promise<TcpServer & { readonly hellos: number[] }> {
  const hellos: number[] = [];
  const server = await startTcpServer((socket) =>
    socket.once('data', (hello) => {
      hellos.push(hello.length);
      if (hello.length > 1_400) return handle(socket);
      const up = connect(secure.port, '127.0.0.1', () => up.write(hello));
      up.on('error', () => socket.destroy());
      socket.pipe(up).pipe(socket);
    }),
  );
  return { ...server, hellos };
}

describe('a firewall that rejects a large ClientHello', () => {
  const says = 'offer no post-quantum key (X25519MLKEM768)';
  const inputs = { 'ca-certificate': authority.pem, verify: 'org' };

  test.concurrent.each([
    ['resets the connection', (socket: Socket) => void socket.resetAndDestroy()],
    ['closes the connection', (socket: Socket) => void socket.end()],
  ])('and %s: the later attempts send a small one', async (_, handle) => {
    const { port, hellos } = await startFirewall(handle);
    const step = await run(on({}, { inputs: { ...inputs, domain: `https://localhost:${port}` } }));
    expectToken(step);
    expect(step.log.text.split(says)).toHaveLength(2);
    // The token request, the same again, and the verification, on another connection.
    expect(hellos).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(hellos.map((bytes) => bytes > 1_400)).toEqual([true, false, false]);
  });

  test.concurrent('behind a proxy', async () => {
    const { port, hellos } = await startFirewall((socket) => socket.resetAndDestroy());
    const proxy = await startConnectProxy();
    const env = { https_proxy: `http://127.0.0.1:${proxy.port}` };
    const step = await run(on({}, { env, inputs: { ...inputs, domain: `https://${host}:${port}` } }));
    expectToken(step);
    expect(hellos.map((bytes) => bytes > 1_400)).toEqual([true, false, false]);
  });

  test.concurrent('is not suspected after an alert', async () => {
    const { port, hellos } = await startFirewall((socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])));
    const step = await run(on({}, { inputs: { ...inputs, domain: `https://localhost:${port}` } }));
    expectFailure(step, 'network');
    expect(step.log.text).not.toContain(says);
    expect(hellos).toHaveLength(1);
  });
});

// Windows and macOS do not read SSL_CERT_FILE.
(process.platform === 'linux' ? describe : () => undefined)('an authority that only the system knows', () => {
  const says = `The certificates of the runner's system are trusted, too.`;
  const inputs = { domain: secure.origin, verify: 'org' };
  const env = { SSL_CERT_FILE: 'ca.pem' };
  test.concurrent('is trusted after the first connection', async () => {
    const step = await run(on({}, { inputs, files, env }));
    expectToken(step);
    expect(step.log.text.split(says)).toHaveLength(2);
    expect(failedAttempts(step)).toEqual([]);
  });

  test.concurrent('also for a proxy that is reached by TLS', async () => {
    const proxy = await startConnectProxy({ pair: await authority.issue() });
    const through = { ...env, https_proxy: `https://localhost:${proxy.port}` };
    expectToken(
      await run(on({}, { inputs: { ...inputs, domain: `https://${host}:${secure.port}` }, files, env: through })),
    );
  });

  test.concurrent('is not trusted after another fault of the certificate', async () => {
    const expired = await startFront({ to: world.emulator.port, pair: await authority.issue({ until: -1 }) });
    const step = await run(on({}, { inputs: { domain: expired.origin, 'ca-certificate': authority.pem }, files, env }));
    expect(expectFailure(step, 'network')).toContain('has expired');
    expect(step.log.text).not.toContain(says);
    expect(expired.connections()).toBe(1);
  });

  test.concurrent('is unknown to the system, too', async () => {
    const step = await run(on({}, { inputs, files: { 'ca.pem': (await createAuthority('X')).pem }, env }));
    expect(expectFailure(step, 'network')).toContain('is signed by an authority that this runner does not know');
  });
});

test.concurrent.each(['gone.pem', '"ca.pem"'])('NODE_EXTRA_CA_CERTS=%s names no file', async (value) => {
  const step = await run(on({}, { inputs: { domain: secure.origin }, files, env: { NODE_EXTRA_CA_CERTS: value } }));
  expect(step.outputs).toEqual({ failure: 'network' });
  expect(step.log.annotations[0]?.message).toContain('NODE_EXTRA_CA_CERTS is not the path of a PEM file');
});
