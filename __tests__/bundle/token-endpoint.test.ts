import { expect, test } from '@jest/globals';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { expectHelpful } from '../support/helpful.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { accessToken, tokenAnswer } from '../support/zitadel.ts';

const usual = 'POST /oauth/v2/token';
const discovery = 'GET /.well-known/openid-configuration';
const notFound = { kind: 'answer', status: 404, body: '{"code":5,"message":"Not Found"}' } as const;

/** An instance whose token endpoint is not at its usual path. */
async function startMoved(): Promise<Instance> {
  const instance = await startInstance({ instanceHosts: ['id.example.com'] });
  instance.emulator.fault({ ...notFound, on: '/oauth/v2/token', times: Number.POSITIVE_INFINITY });
  return instance;
}

/** Lets the discovery document be any answer. */
function discover({ emulator }: Instance, body: string, status = 200): void {
  emulator.fault({ kind: 'answer', status, body, on: '/.well-known/openid-configuration' });
}

function named(tokenEndpoint: unknown): string {
  return JSON.stringify({ issuer: 'http://localhost', token_endpoint: tokenEndpoint });
}

interface Ran {
  readonly step: StepResult;
  readonly requests: readonly string[];
  readonly message: string;
}

async function run({ emulator, inputs }: Instance, more: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const step = await runMain({ inputs: { ...inputs, ...more } });
  await emulator.close();
  const requests = emulator.requests.map(({ method, path }) => `${method} ${path}`);
  const message = step.log.annotations.map((one) => one.message).join('\n');
  if (step.exitCode !== 0) expectHelpful(message);
  return { step, requests, message };
}

test.concurrent('a path on the origin that was called is used once', async () => {
  const instance = await startMoved();
  discover(instance, named(`${instance.emulator.origin}/auth/token?tenant=7`));
  const body = JSON.stringify(tokenAnswer);
  instance.emulator.fault({ kind: 'answer', status: 200, body, on: '/auth/token' });
  const { step, requests } = await run(instance);

  expect(step.outputs['access_token']).toBe(accessToken);
  expect(requests).toEqual([usual, discovery, 'POST /auth/token?tenant=7']);
  const [first, , last] = instance.emulator.requests;
  expect(last?.form).toEqual(first?.form);
  expect(last?.headers['authorization']).toBe(first?.headers['authorization']);
});

test.concurrent("with an endpoint, a path on the issuer's origin is used on the endpoint's", async () => {
  const instance = await startMoved();
  discover(instance, named('https://id.example.com/auth/token'));
  instance.emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify(tokenAnswer), on: '/auth/token' });
  const { step, requests } = await run(instance, { domain: 'id.example.com', endpoint: instance.emulator.origin });

  expect(step.outputs['access_token']).toBe(accessToken);
  expect(step.outputs['issuer']).toBe('https://id.example.com');
  expect(requests).toEqual([usual, discovery, 'POST /auth/token']);
});

test.concurrent('a path that is not there either is not looked for again', async () => {
  const instance = await startMoved();
  discover(instance, named(`${instance.emulator.origin}/auth/token`));
  const { step, requests, message } = await run(instance);

  expect(step.outputs).toEqual({ failure: 'server' });
  expect(requests).toEqual([usual, discovery, 'POST /auth/token']);
  expect(message).toContain('The token request was refused: status 404, "Not Found".');
});

test.concurrent('an assertion that is refused there gets its diagnosis', async () => {
  const instance = await startMoved();
  discover(instance, named(`${instance.emulator.origin}/auth/token`));
  const body = '{"error":"invalid_grant","error_description":"invalid assertion"}';
  instance.emulator.fault({ kind: 'answer', status: 400, body, on: '/auth/token' });
  const { domain } = instance.inputs;
  const { requests, message } = await run(
    { ...instance, inputs: { domain, 'client-id': '', 'client-secret': '' } },
    { 'service-account-key': instance.keyJson },
  );

  expect(message).toContain('What remains: (1)');
  expect(requests).toEqual([usual, discovery, 'POST /auth/token', discovery]);
});

test.concurrent('another origin is named, and nothing is sent there', async () => {
  const other = await startTcpServer();
  const instance = await startMoved();
  discover(instance, named(`http://localhost:${other.port}/oauth/v2/token`));
  const { step, requests, message } = await run(instance);

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
  const instance = await startMoved();
  discover(instance, named('http://id.example.com/auth/token'));
  const { step, requests, message } = await run(instance, {
    domain: 'id.example.com',
    endpoint: instance.emulator.origin,
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
  const instance = await startMoved();
  discover(instance, body, status);
  const { step, requests, message } = await run(instance);

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual, discovery]);
  expect(message).toContain('There is no token endpoint at http://localhost:');
  expect(message).toContain(
    'No discovery document names one either, so nothing shows that this is a ZITADEL instance.',
  );
  expect(message).toContain(`Fix: Set 'domain' to the instance's host name`);
});

test.concurrent('no discovery behind an endpoint makes the endpoint doubtful', async () => {
  const instance = await startMoved();
  discover(instance, '', 404);
  const { origin } = instance.emulator;
  const { message } = await run(instance, { domain: 'id.example.com', endpoint: origin });

  expect(message).toContain(`Fix: Check that 'endpoint' (${origin}) is where the instance is reached.`);
});

test.concurrent('a host that is no instance is known by its words, and discovery is not asked', async () => {
  const instance = await startInstance();
  const { origin, port } = instance.emulator;
  const { step, requests, message } = await run(instance, { domain: `http://127.0.0.1:${port}` });

  expect(origin).toContain('localhost');
  expect(step.outputs).toEqual({ failure: 'config' });
  expect(requests).toEqual([usual]);
  expect(message).toContain(`and 'endpoint' to http://127.0.0.1:${port}.`);
});

test.concurrent('a path that looks like another host stays on the one that was called', async () => {
  const other = await startTcpServer();
  const instance = await startMoved();
  discover(instance, named(`${instance.emulator.origin}//localhost:${other.port}/token`));
  const { step, requests } = await run(instance);
  await other.close();
  expect(other.connections()).toBe(0);
  expect(step.outputs['access_token']).toBeUndefined();
  expect(requests).toEqual([usual, discovery, `POST //localhost:${other.port}/token`]);
});
