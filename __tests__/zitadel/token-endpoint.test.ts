import { expect, test } from '@jest/globals';
import { expectHelpful } from '../support/helpful.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { startWorld, type World } from '../support/world.ts';
import { accessToken, tokenAnswer } from '../support/zitadel.ts';

const usual = 'POST /oauth/v2/token';
const discovery = 'GET /.well-known/openid-configuration';
const notFound = { kind: 'answer', status: 404, body: '{"code":5,"message":"Not Found"}' } as const;

/** An instance whose token endpoint is not at its usual path. */
async function startMoved(): Promise<World> {
  const world = await startWorld({ instanceHosts: ['id.example.com'] });
  world.emulator.fault({ ...notFound, on: '/oauth/v2/token', times: Number.POSITIVE_INFINITY });
  return world;
}

/** Replaces the discovery document. */
function discover({ emulator }: World, body: string, status = 200): void {
  emulator.fault({ kind: 'answer', status, body, on: '/.well-known/openid-configuration' });
}

function named(tokenEndpoint: unknown): string {
  return JSON.stringify({ issuer: 'http://localhost', token_endpoint: tokenEndpoint });
}

interface Ran {
  readonly step: InProcessResult;
  readonly requests: readonly string[];
  readonly message: string;
}

async function run(
  world: World,
  more: Readonly<Record<string, string>> = {},
  credential: 'client secret' | 'key JSON' = 'client secret',
): Promise<Ran> {
  const step = await runInProcess({ inputs: { ...world.inputsOf('ci-bot', credential), ...more } });
  await world.emulator.close();
  const message = step.log.annotations.map((one) => one.message).join('\n');
  if (step.failed) expectHelpful(message);
  return { step, requests: world.calls(), message };
}

test.concurrent('a path on the origin that was called is used once', async () => {
  const world = await startMoved();
  discover(world, named(`${world.emulator.origin}/auth/token?tenant=7`));
  const body = JSON.stringify(tokenAnswer);
  world.emulator.fault({ kind: 'answer', status: 200, body, on: '/auth/token' });
  const { step, requests } = await run(world);

  expect(step.outputs['access_token']).toBe(accessToken);
  expect(requests).toEqual([usual, discovery, 'POST /auth/token?tenant=7']);
  const [first, , last] = world.emulator.requests;
  expect(last?.form).toEqual(first?.form);
  expect(last?.headers['authorization']).toBe(first?.headers['authorization']);
});

test.concurrent("with an endpoint, a path on the issuer's origin is used on the endpoint's", async () => {
  const world = await startMoved();
  discover(world, named('https://id.example.com/auth/token'));
  world.emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify(tokenAnswer), on: '/auth/token' });
  const { step, requests } = await run(world, { domain: 'id.example.com', endpoint: world.emulator.origin });

  expect(step.outputs['access_token']).toBe(accessToken);
  expect(step.outputs['issuer']).toBe('https://id.example.com');
  expect(requests).toEqual([usual, discovery, 'POST /auth/token']);
});

test.concurrent('a path that is not there either is not looked for again', async () => {
  const world = await startMoved();
  discover(world, named(`${world.emulator.origin}/auth/token`));
  const { step, requests, message } = await run(world);

  expect(step.outputs).toEqual({ failure: 'server' });
  expect(requests).toEqual([usual, discovery, 'POST /auth/token']);
  expect(message).toContain('The token request was refused: status 404, "Not Found".');
});

test.concurrent('an assertion that is refused there gets its diagnosis', async () => {
  const world = await startMoved();
  discover(world, named(`${world.emulator.origin}/auth/token`));
  const body = '{"error":"invalid_grant","error_description":"invalid assertion"}';
  world.emulator.fault({ kind: 'answer', status: 400, body, on: '/auth/token' });
  const { requests, message } = await run(world, {}, 'key JSON');

  expect(message).toContain('What remains: (1)');
  expect(requests).toEqual([usual, discovery, 'POST /auth/token', discovery]);
});

test.concurrent('another origin is named, and nothing is sent there', async () => {
  const other = await startTcpServer();
  const world = await startMoved();
  discover(world, named(`http://localhost:${other.port}/oauth/v2/token`));
  const { step, requests, message } = await run(world);

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual, discovery]);
  expect(message).toContain(
    `The discovery document names "http://localhost:${other.port}", another origin; nothing was sent there.`,
  );
  expect(message).toContain(`Fix: Set 'domain' to it, if that is the instance`);
  expect(other.connections()).toBe(0);
  await other.close();
});

test.concurrent('the same host without TLS is a proxy that does not tell of its TLS', async () => {
  const world = await startMoved();
  discover(world, named('http://id.example.com/auth/token'));
  const { step, requests, message } = await run(world, {
    domain: 'id.example.com',
    endpoint: world.emulator.origin,
  });

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual, discovery]);
  expect(message).toContain('Fix: Let the proxy in front of the instance send x-forwarded-proto');
});

test.concurrent('the very address that answered 404 is withheld by something', async () => {
  const { step, requests, message } = await run(await startMoved());

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual, discovery]);
  expect(message).toContain('names this very address, so something in front of the instance withholds it.');
});

test.concurrent.each([
  ['that is not there', 'Not Found', 404],
  ['that fails', '', 503],
  ['that is a web page', '<!doctype html><title>Welcome</title>', 200],
  ['without a token endpoint', '{}', 200],
  ['whose token endpoint is no URL', named('/oauth/v2/token'), 200],
  ['whose token endpoint is no text', named(7), 200],
])('a discovery document %s shows no instance', async (_, body, status) => {
  const world = await startMoved();
  discover(world, body, status);
  const { step, requests, message } = await run(world);

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual, discovery]);
  expect(message).toContain('There is no token endpoint at http://localhost:');
  expect(message).toContain(
    'No discovery document names one either, so nothing shows that this is a ZITADEL instance.',
  );
  expect(message).toContain(`Fix: Set 'domain' to the instance's host name`);
});

test.concurrent('no discovery behind an endpoint makes the endpoint doubtful', async () => {
  const world = await startMoved();
  discover(world, '', 404);
  const { origin } = world.emulator;
  const { message } = await run(world, { domain: 'id.example.com', endpoint: origin });

  expect(message).toContain(`Fix: Check that 'endpoint' (${origin}) is where the instance is reached.`);
});

test.concurrent('a host that is no instance is known by its words, and discovery is not asked', async () => {
  const world = await startWorld();
  const { origin, port } = world.emulator;
  const { step, requests, message } = await run(world, { domain: `http://127.0.0.1:${port}` });

  expect(origin).toContain('localhost');
  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual]);
  expect(message).toContain(`and 'endpoint' to http://127.0.0.1:${port}.`);
});

test.concurrent('a path that looks like another host stays on the one that was called', async () => {
  const other = await startTcpServer();
  const world = await startMoved();
  discover(world, named(`${world.emulator.origin}//localhost:${other.port}/token`));
  const { step, requests } = await run(world);
  await other.close();
  expect(other.connections()).toBe(0);
  expect(step.outputs['access_token']).toBeUndefined();
  expect(requests).toEqual([usual, discovery, `POST //localhost:${other.port}/token`]);
});
