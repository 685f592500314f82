import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runMain, runPost, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority } from '../support/authority.ts';
import { startFront, type Front } from '../support/front.ts';
import { startInstance, type Instance } from '../support/instance.ts';

// The instance knows this name, and nothing here resolves it: as on a runner inside the cluster.
const publicHost = 'id.example.com';

let instance: Instance;
let endpoint: string;

beforeAll(async () => {
  instance = await startInstance({ host: '0.0.0.0', instanceHosts: [publicHost] });
  // Linux takes it for this machine, and the action does not take it for loopback.
  endpoint = `http://0.0.0.0:${instance.emulator.port}`;
});
beforeEach(() => instance.emulator.reset());
afterAll(async () => await instance.emulator.close());

function inCluster(more: Record<string, string> = {}): Record<string, string> {
  return { ...instance.inputs, domain: publicHost, endpoint, 'allow-http': 'true', 'timeout-seconds': '5', ...more };
}

function expectToken({ exitCode, outputs, stderr, log }: StepResult): void {
  expect({ exitCode, stderr, annotations: log.annotations }).toEqual({ exitCode: 0, stderr: '', annotations: [] });
  expect(outputs).toMatchObject({ issuer: `https://${publicHost}` });
  expect(outputs['access_token']).toBeDefined();
}

function messageOf({ exitCode, outputs, stderr, log }: StepResult, failure: string): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure } });
  return log.annotations[0]?.message ?? '';
}

describe('endpoint', () => {
  test('every request goes there and carries the public name and scheme', async () => {
    const inputs = inCluster({ verify: 'org', revoke: 'true', headers: 'x-tenant: blue' });
    const main = await runMain({ inputs });
    expectToken(main);
    const post = await runPost({ inputs }, main);
    expect({ exitCode: post.exitCode, stderr: post.stderr }).toEqual({ exitCode: 0, stderr: '' });

    expect(instance.emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      'POST /oauth/v2/token 200',
      'GET /management/v1/orgs/me 200',
      'POST /oauth/v2/revoke 200',
    ]);
    for (const { headers } of instance.emulator.requests) {
      expect(headers).toMatchObject({
        host: new URL(endpoint).host,
        'x-zitadel-instance-host': publicHost,
        'x-forwarded-proto': 'https',
        'x-tenant': 'blue',
      });
    }
    expect(instance.emulator.state.accessTokens.get(main.outputs['access_token'] ?? '')).toBeUndefined();
  });

  test('an assertion is meant for the public issuer, and accepted', async () => {
    const { 'client-id': _id, 'client-secret': _secret, ...rest } = inCluster({ verify: 'userinfo' });
    expectToken(await runMain({ inputs: { ...rest, 'service-account-key': instance.keyJson } }));
    const [, claims = ''] = instance.emulator.requests[0]?.form['assertion']?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: `https://${publicHost}` });
  });

  test.each([
    ['http://id.example.com', 'id.example.com', 'http'],
    ['https://id.example.com:8443', 'id.example.com:8443', 'https'],
    ['ID.Example.com:443', 'id.example.com', 'https'],
  ])('domain %s: host %s, scheme %s', async (domain, host, scheme) => {
    const step = await runMain({ inputs: inCluster({ domain }) });
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({ issuer: `${scheme}://${host}` });
    expect(instance.emulator.requests[0]?.headers).toMatchObject({
      'x-zitadel-instance-host': host,
      'x-forwarded-proto': scheme,
    });
  });

  test('without it the public name is looked up, and neither header is sent', async () => {
    const step = await runMain({ inputs: inCluster({ domain: `localhost:${instance.emulator.port}`, endpoint: '' }) });
    expect(messageOf(step, 'network')).toContain('does not speak TLS');
    const plain = await runMain({ inputs: inCluster({ domain: instance.emulator.origin, endpoint: '' }) });
    expect(plain.exitCode).toBe(0);
    expect(Object.keys(instance.emulator.requests[0]?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^x-/)]),
    );
  });

  test('of an instance that has another name: the cause is named', async () => {
    const message = messageOf(await runMain({ inputs: inCluster({ domain: 'other.example.com' }) }), 'config');
    expect(message).toContain('none of its instances has this host name');
    expect(message).toContain('other.example.com');
  });

  test.each(['x-zitadel-instance-host: other.example.com', 'X-Forwarded-Proto: http'])(
    '%s may not be set beside it',
    async (headers) => {
      const message = messageOf(await runMain({ inputs: inCluster({ headers }) }), 'config');
      expect(message).toContain(`Line 1 of the input 'headers' sets "${headers.split(':')[0]?.toLowerCase()}"`);
      expect(instance.emulator.requests).toEqual([]);
    },
  );

  test.each([
    ['10.0.0.1.nip.invalid', `https://10.0.0.1.nip.invalid`],
    ['http://zitadel.zitadel.svc:8080', 'http://zitadel.zitadel.svc:8080'],
  ])('%s does not resolve here: three attempts, and what to look at', async (called) => {
    const step = await runMain({ inputs: inCluster({ endpoint: called, 'timeout-seconds': '10' }) });
    const message = messageOf(step, 'network');
    expect(message).toMatch(/the name \S+ does not resolve \((ENOTFOUND|EAI_AGAIN)\)\. 3 attempts in [\d.]+ s\./);
    expect(step.log.text.match(/^Attempt \d at the token request failed: /gm)).toHaveLength(2);
  });
});

describe('plain http', () => {
  test.each(['false', ''])('to another machine needs allow-http; %p sends nothing', async (allow) => {
    for (const inputs of [
      inCluster({ 'allow-http': allow }),
      inCluster({ 'allow-http': allow, domain: endpoint, endpoint: '' }),
    ]) {
      const message = messageOf(await runMain({ inputs }), 'config');
      expect(message).toContain(`is a plain http address (${endpoint})`);
      expect(message).toContain(`set 'allow-http: true'`);
    }
    expect(instance.emulator.requests).toEqual([]);
  });

  test.each(['localhost', '127.0.0.1', '127.1.2.3'])('to %s, this machine, does not', async (host) => {
    const inputs = inCluster({ 'allow-http': 'false', endpoint: `http://${host}:${instance.emulator.port}` });
    expectToken(await runMain({ inputs }));
  });

  test('in domain is no matter when endpoint is https', async () => {
    const authority = await createAuthority('Cluster CA');
    const pair = await authority.issue({ names: ['localhost', '0.0.0.0'] });
    const front: Front = await startFront({ to: instance.emulator.port, pair });
    const inputs = { domain: `http://${publicHost}`, endpoint: front.origin, 'allow-http': 'false' };
    const step = await runMain({ inputs: inCluster({ ...inputs, 'ca-certificate': authority.pem, verify: 'org' }) });
    await front.close();
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({ issuer: `http://${publicHost}`, org_name: 'ZITADEL' });
  });
});

test('a name that does not resolve is asked for three times', async () => {
  const step = await runMain({ inputs: { ...instance.inputs, domain: 'nosuchhost.invalid', 'timeout-seconds': '20' } });
  const message = messageOf(step, 'network');
  expect(message).toMatch(/the name nosuchhost\.invalid does not resolve \((ENOTFOUND|EAI_AGAIN)\)\. 3 attempts in /);
  expect(message).toContain(`Fix: Check 'domain' for a misspelling`);
  expect(step.milliseconds).toBeLessThan(10_000);
});
