import { expect, test } from '@jest/globals';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { startWorld, type World } from '../support/world.ts';
import { accessToken, tokenAnswer } from '../support/zitadel.ts';
import { expectInOrder } from '../support/expect.ts';

const usual = 'POST /oauth/v2/token';
const discovery = 'GET /.well-known/openid-configuration';
const issued = JSON.stringify(tokenAnswer);

/** An instance whose token endpoint is not at its default path. */
interface Moved {
  /** The body of the discovery document; without it the emulator's own. */
  readonly document?: string | undefined;
  readonly status?: number;
  /** What the other path responds with; 404 by default. */
  readonly moved?: { readonly status: number; readonly body: string };
  readonly inputs?: Readonly<Record<string, string>>;
  readonly credential?: 'client secret' | 'key JSON';
}

interface Ran {
  readonly step: InProcessResult;
  readonly world: World;
  readonly message: string;
}

async function run(act: (world: World) => Moved): Promise<Ran> {
  const world = await startWorld({ instanceHosts: ['id.example.com'] });
  const { emulator } = world;
  const { document, status = 200, moved, inputs, credential = 'client secret' } = act(world);
  const notFound = { kind: 'answer', status: 404, body: '{"code":5,"message":"Not Found"}' } as const;
  emulator.fault({ ...notFound, on: '/oauth/v2/token', times: Number.POSITIVE_INFINITY });
  if (document !== undefined) {
    emulator.fault({ kind: 'answer', status, body: document, on: '/.well-known/openid-configuration' });
  }
  if (moved !== undefined) emulator.fault({ kind: 'answer', ...moved, on: '/auth/token', times: 2 });
  const step = await runInProcess({ inputs: { ...world.inputsOf('ci-bot', credential), ...inputs } });
  return { step, world, message: step.log.annotations.map((one) => one.message).join('\n') };
}

function named(tokenEndpoint: unknown): string {
  return JSON.stringify({ issuer: 'http://localhost', token_endpoint: tokenEndpoint });
}

test.concurrent('a path on the origin that was called is used once', async () => {
  const { step, world } = await run(({ emulator }) => ({
    document: named(`${emulator.origin}/auth/token?tenant=7`),
    moved: { status: 200, body: issued },
  }));
  expect(step.outputs['access_token']).toBe(accessToken);
  expect(world.calls()).toEqual([usual, discovery, 'POST /auth/token?tenant=7']);
  const [first, , last] = world.emulator.requests;
  expect(last?.form).toEqual(first?.form);
  expect(last?.headers['authorization']).toBe(first?.headers['authorization']);
});

test.concurrent("with an endpoint, a path on the issuer's origin is used on the endpoint's", async () => {
  const { step, world } = await run(({ emulator }) => ({
    document: named('https://id.example.com/auth/token'),
    moved: { status: 200, body: issued },
    inputs: { domain: 'id.example.com', endpoint: emulator.origin },
  }));
  expect(step.outputs).toMatchObject({ access_token: accessToken, issuer: 'https://id.example.com' });
  expect(world.calls()).toEqual([usual, discovery, 'POST /auth/token']);
});

test.concurrent('an assertion that is rejected there gets its diagnosis', async () => {
  const { world, message } = await run(({ emulator }) => ({
    document: named(`${emulator.origin}/auth/token`),
    moved: { status: 400, body: '{"error":"invalid_grant","error_description":"invalid assertion"}' },
    credential: 'key JSON',
  }));
  expect(message).toContain('The cause: the issuer of the instance is "http://localhost"');
  expect(world.calls()).toEqual([usual, discovery, 'POST /auth/token', 'POST /auth/token']);
});

test.concurrent.each(['http://localhost:{port}/oauth/v2/token', '{origin}//localhost:{port}/token'])(
  'nothing is sent to another origin, with the endpoint %s',
  async (endpoint) => {
    const other = await startTcpServer();
    const { step, world, message } = await run(({ emulator }) => ({
      document: named(endpoint.replace('{origin}', emulator.origin).replace('{port}', String(other.port))),
    }));
    expect(other.connections()).toBe(0);
    expect(step.outputs['access_token']).toBeUndefined();
    if (endpoint.startsWith('{')) {
      expect(world.calls()).toEqual([usual, discovery, `POST //localhost:${other.port}/token`]);
      return;
    }
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(world.calls()).toEqual([usual, discovery]);
    expectInOrder(
      message,
      `The discovery document names another origin, "http://localhost:${other.port}". Nothing was sent there. … Fix: If "http://localhost:${other.port}" is your instance, set 'domain' to it.`,
    );
  },
);

const noDocument = `There is no token endpoint at http://localhost: … No discovery document contains a token endpoint, so this is probably not a ZITADEL instance. … Fix: Correct 'domain'`;

/** document: `own` is the emulator's; `endpoint` is behind an endpoint. */
test.concurrent.each([
  // what, document, status, endpoint, failure, says
  [
    'the address that is missing',
    'own',
    200,
    '',
    'config',
    'names the same address, so something in front of the instance does not pass the request.',
  ],
  [
    'a path that is not there either',
    '{"token_endpoint":"{origin}/auth/token"}',
    200,
    '',
    'server',
    'The token request was rejected: status 404, "Not Found".',
  ],
  [
    'the same host without TLS',
    '{"token_endpoint":"http://id.example.com/auth/token"}',
    200,
    'yes',
    'config',
    'Fix: Configure the proxy to send X-Forwarded-Proto: https',
  ],
  ['a document that is not there', 'Not Found', 404, '', 'config', noDocument],
  ['a document that fails', '', 503, '', 'config', noDocument],
  ['a web page', '<!doctype html><title>Welcome</title>', 200, '', 'config', noDocument],
  ['no token endpoint', '{}', 200, '', 'config', noDocument],
  ['an invalid token endpoint', '{"token_endpoint":"/oauth/v2/token"}', 200, '', 'config', noDocument],
  ['a token endpoint as a number', '{"token_endpoint":7}', 200, '', 'config', noDocument],
  [
    'nothing, behind an endpoint',
    '',
    404,
    'yes',
    'config',
    "Fix: Check that 'endpoint' ({origin}) leads to the instance.",
  ],
])('discovery with %s', async (what, document, status, endpoint, failure, says) => {
  const { step, world, message } = await run(({ emulator }) => ({
    document: document === 'own' ? undefined : document.replace('{origin}', emulator.origin),
    status: status,
    inputs: endpoint === 'yes' ? { domain: 'id.example.com', endpoint: emulator.origin } : {},
  }));
  expect(step.outputs).toEqual({ failure });
  const tried = what === 'a path that is not there either' ? ['POST /auth/token'] : [];
  expect(world.calls()).toEqual([usual, discovery, ...tried]);
  expectInOrder(message, says.replace('{origin}', world.emulator.origin));
});

test.concurrent('a host without an instance is recognized by the message, without discovery', async () => {
  const world = await startWorld();
  const domain = `http://127.0.0.1:${world.emulator.port}`;
  const { outputs, log } = await runInProcess({ inputs: { ...world.inputsOf(), domain } });
  expect(outputs).toEqual({ failure: 'config' });
  expect(world.calls()).toEqual([usual]);
  expect(log.annotations[0]?.message).toContain(`and 'endpoint' to ${domain}.`);
});
