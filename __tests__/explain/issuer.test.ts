import { describe, expect, test } from '@jest/globals';
import { startRewritingProxy, type Rewrite, type RewritingProxy } from '../../e2e/server/rewriting-proxy.ts';
import type { EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import type { Session } from '../../src/types/step.ts';
import { issuerFix } from '../../src/explain/issuer.ts';
import { type InProcessResult, runInProcess } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';
import { signJwt } from '../support/sign-jwt.ts';
import { closeLater } from '../support/close-later.ts';

/** An instance behind a proxy that makes the instance use another issuer than `domain`, which affects keys and assertions. */

interface World extends Instance {
  readonly proxy: RewritingProxy;
}

async function start(rewrite: Rewrite, options: EmulatorOptions = {}): Promise<World> {
  const instance = await startInstance(options);
  const proxy = await startRewritingProxy(instance.emulator.origin, rewrite);
  closeLater(proxy.close);
  return { ...instance, proxy };
}

/** The claims of each assertion that reached the instance. */
function assertions({ emulator }: Instance): Record<string, unknown>[] {
  return emulator.requests
    .filter(({ path }) => path === '/oauth/v2/token')
    .map(({ body }) => {
      const [, claims = ''] = (new URLSearchParams(body).get('assertion') ?? '').split('.');
      return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    });
}

/** Without its last line, the link. */
function errorOf({ log }: InProcessResult): string {
  expect(log.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
  return (log.annotations.find(({ level }) => level === 'error')?.message ?? '').replace(/\nHelp: .+$/, '');
}

function warningsOf({ log }: InProcessResult): string[] {
  return log.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message.split('\n')[0] ?? '');
}

/** As nginx does with `$host:$server_port`. Tests use `endpoint`, because they have no port 443. */
const addPort: Rewrite = (headers) => ({
  'x-zitadel-instance-host': `${headers['x-zitadel-instance-host']?.toString()}:443`,
});

function assertionOf({ keyJson }: Instance, claims: object, header: object = {}): string {
  const { key, keyId, userId } = JSON.parse(keyJson) as Record<'key' | 'keyId' | 'userId', string>;
  return signJwt(key, { kid: keyId, ...header }, { iss: userId, sub: userId, ...claims });
}

describe('an instance whose issuer contains the default port', () => {
  test.each([
    ['https', 443],
    ['http', 80],
  ])('%s: the assertion is signed for that issuer, and a warning names the cause', async (scheme, port) => {
    const world = await start((headers) => ({
      'x-zitadel-instance-host': `${headers['x-zitadel-instance-host']?.toString()}:${port}`,
    }));
    const domain = `${scheme}://localhost`;
    const step = await runInProcess({
      inputs: { domain, endpoint: world.proxy.origin, 'service-account-key': world.keyJson, verify: 'org' },
    });

    expect(step.failed).toBe(false);
    expect(step.outputs['issuer']).toBe(domain);
    expect(assertions(world).map(({ aud }) => aud)).toEqual([domain, `${domain}:${port}`]);
    expect(warningsOf(step)).toEqual([
      `The issuer of the instance is ${domain}:${port} instead of ${domain}, because a proxy adds the port to the Host header (nginx: $host:$server_port). ` +
        'Configure the proxy to pass the Host header unchanged (nginx: proxy_set_header Host $http_host).',
    ]);
  });

  test('a proxy that passes the host unchanged: one request, no warning', async () => {
    const world = await start(() => ({}));
    const step = await runInProcess({
      inputs: { domain: 'localhost', endpoint: world.proxy.origin, 'service-account-key': world.keyJson },
    });

    expect(step.failed).toBe(false);
    expect(assertions(world)).toHaveLength(1);
    expect(step.log.annotations).toEqual([]);
  });

  test('together with a wrong clock and a new key: three token requests', async () => {
    const world = await start(addPort, { clockOffsetSeconds: 600 });
    const { keyId } = JSON.parse(world.keyJson) as { keyId: string };
    const key = world.emulator.state.keys.get(keyId);
    world.emulator.state.keys.delete(keyId);

    const step = await runInProcess({
      inputs: { domain: 'localhost', endpoint: world.proxy.origin, 'service-account-key': world.keyJson },
      onText: (text) => key && text.includes('Trying again') && world.emulator.state.keys.set(keyId, key),
    });

    expect(step.failed).toBe(false);
    expect(assertions(world)).toHaveLength(3);
    expect(warningsOf(step)).toHaveLength(2);
  });

  test('an assertion that was signed elsewhere for that issuer is accepted', async () => {
    const world = await start(addPort);
    const step = await runInProcess({
      inputs: {
        domain: 'localhost',
        endpoint: world.proxy.origin,
        assertion: assertionOf(world, { aud: 'https://localhost:443' }),
      },
    });

    expect(step.failed).toBe(false);
    expect(step.outputs['issuer']).toBe('https://localhost');
    expect(warningsOf(step)).toHaveLength(1);
  });

  test('an assertion that was signed elsewhere without the port: the message names the claim to change', async () => {
    const world = await start(addPort);
    const step = await runInProcess({
      inputs: {
        domain: 'localhost',
        endpoint: world.proxy.origin,
        assertion: assertionOf(world, { aud: 'https://localhost' }),
      },
    });

    expect(errorOf(step)).toContain(
      `The cause: the issuer of the instance is "https://localhost:443", but the assertion is for "https://localhost".`,
    );
    expect(errorOf(step)).toMatch(
      /\nFix: Sign the assertion with "aud" set to "https:\/\/localhost:443", or configure the proxy to pass the Host header unchanged \(nginx: proxy_set_header Host \$http_host\)\.$/,
    );
  });
});

describe("the server's text is never signed", () => {
  test.each([
    'https://localhost:0443',
    'https://localhost:443/',
    'https://localhost/',
    'https://ci@localhost:443',
    'https://LOCALHOST:443',
    'HTTPS://localhost:443',
    'https://localhost:443\u200b',
    ' https://localhost:443',
    'http://localhost:443',
    'https://localhost:80',
    'https://localhost.:443',
    'https://evil.example.com:443',
  ])('%j', async (issuer) => {
    const world = await start(addPort);
    world.emulator.fault({
      kind: 'answer',
      on: '/.well-known/openid-configuration',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ issuer }),
      times: 9,
    });
    const step = await runInProcess({
      inputs: { domain: 'localhost', endpoint: world.proxy.origin, 'service-account-key': world.keyJson },
    });

    expect(step.outputs).toEqual({ failure: 'config' });
    expect(new Set(assertions(world).map(({ aud }) => aud))).toEqual(new Set(['https://localhost']));
  });

  test('with a custom port, no other spelling exists', async () => {
    const world = await start((headers) => ({ host: `${headers.host}:443` }));
    const step = await runInProcess({ inputs: { domain: world.proxy.origin, 'service-account-key': world.keyJson } });

    expect(step.failed).toBe(true);
    expect(new Set(assertions(world).map(({ aud }) => aud))).toEqual(new Set([world.proxy.origin]));
  });
});

describe('another issuer: the message names both inputs, and they work', () => {
  test('a proxy that drops a custom port', async () => {
    const world = await start(() => ({ host: 'localhost' }));
    const { origin } = world.proxy;
    const inputs = { 'service-account-key': world.keyJson, verify: 'org' };
    const step = await runInProcess({ inputs: { ...inputs, domain: origin } });

    expect(step.outputs).toEqual({ failure: 'config' });
    expect(errorOf(step).replace('(1 s from', '(0 s from')).toBe(
      'The assertion was rejected: status 400, "invalid_grant: invalid assertion". ZITADEL returns this error for every cause.\n' +
        "Already ruled out: the key's expiration date; the algorithm (RS256); this runner's clock (0 s from the server's).\n" +
        `The cause: the issuer of the instance is "http://localhost", but the assertion is for "${origin}".\n` +
        `Instance: ${origin}; credential: key "${keyIdOf(world)}" of user "${userIdOf(world)}".\n` +
        `Fix: Set 'domain' to http://localhost and 'endpoint' to ${origin}, or configure the proxy to pass the Host header unchanged (nginx: proxy_set_header Host $http_host).`,
    );
    const again = await runInProcess({ inputs: { ...inputs, domain: 'http://localhost', endpoint: origin } });
    expect(again.failed).toBe(false);
    expect(again.log.annotations).toEqual([]);
  });

  test('plain http to an instance that is external-secure', async () => {
    const world = await start(() => ({}), { externalSecure: true });
    const { origin } = world.proxy;
    const inputs = { 'service-account-key': world.keyJson, verify: 'org' };
    const step = await runInProcess({ inputs: { ...inputs, domain: origin } });

    const https = origin.replace('http:', 'https:');
    expect(errorOf(step)).toContain(`The cause: the issuer of the instance is "${https}"`);
    expect(errorOf(step)).toMatch(new RegExp(`\nFix: Set 'domain' to ${https} and 'endpoint' to ${origin}\\.$`));
    const again = await runInProcess({ inputs: { ...inputs, domain: https, endpoint: origin } });
    expect(again.failed).toBe(false);
  });

  test.each(['http://zitadel.internal:8080', 'http://10.0.0.5'])(
    '%s is not a loopback host: the message also names the third input',
    (origin) => {
      const session: Pick<Session, 'issuer' | 'origin'> = { issuer: origin, origin };

      expect(issuerFix(origin.replace('http:', 'https:'), session)).toBe(
        `Set 'domain' to ${origin.replace('http:', 'https:')} and 'endpoint' to ${origin} with 'allow-http: true'.`,
      );
    },
  );

  test('another host', async () => {
    const world = await start(() => ({ host: 'id.example.com' }), { instanceHosts: ['id.example.com'] });
    const inputs = { 'service-account-key': world.keyJson, verify: 'org' };
    const step = await runInProcess({ inputs: { ...inputs, domain: world.proxy.origin } });

    expect(errorOf(step)).toMatch(/\nFix: If "http:\/\/id\.example\.com" is your instance, set 'domain' to it\.$/);
  });

  test('https to an instance whose issuer is http', async () => {
    const world = await start(() => ({ 'x-forwarded-proto': undefined }));
    const step = await runInProcess({
      inputs: { domain: 'localhost', endpoint: world.proxy.origin, 'service-account-key': world.keyJson },
    });

    expect(errorOf(step)).toMatch(
      /\nFix: Configure the proxy to send X-Forwarded-Proto: https, or set the instance's ExternalSecure to true\.$/,
    );
    // The fix is followed: the proxy sends the header.
    const fixed = await startRewritingProxy(world.emulator.origin, () => ({ 'x-forwarded-proto': 'https' }));
    closeLater(fixed.close);
    const again = await runInProcess({
      inputs: { domain: 'localhost', endpoint: fixed.origin, 'service-account-key': world.keyJson },
    });
    expect(again.failed).toBe(false);
  });
});

function keyIdOf({ keyJson }: Instance): string {
  return (JSON.parse(keyJson) as { keyId: string }).keyId;
}

function userIdOf({ keyJson }: Instance): string {
  return (JSON.parse(keyJson) as { userId: string }).userId;
}
