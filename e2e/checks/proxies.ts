import assert from 'node:assert/strict';
import type { Check } from '../check.ts';
import { isLoopback } from '../instance.ts';
import type { World } from '../provision/world.ts';
import { signAssertion } from '../server/assertion.ts';
import { startRewritingProxy, type Rewrite, type RewritingProxy } from '../server/rewriting-proxy.ts';
import { fails, stepOf, succeeds } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

type Run = (world: World, proxy: RewritingProxy) => Promise<unknown>;

/**
 * An instance behind a proxy that changes headers of the request. Each failure names its fix, and the same step with that
 * fix succeeds.
 */
export const proxyChecks: readonly Check[] = [
  check('a default port that is added: https, by a key', addPort(443), async (world, { origin, requests }) => {
    const inputs = { ...pairOf(world.keys.rsa), domain: 'https://localhost', endpoint: origin };
    const { log } = await succeeds(stepOf(world, inputs));
    assert.match(
      warningOf(log),
      /^The issuer of the instance is https:\/\/localhost:443 instead of https:\/\/localhost,/,
    );
    // Before 4.14, one more finds the version.
    const sent = requests.filter((request) => request === 'POST /oauth/v2/token').length;
    assert.ok(sent === 2 || sent === 3, `${sent} token requests`);
  }),
  check('a default port that is added: http, by a key', addPort(80), async (world, { origin }) => {
    const { log } = await succeeds(
      stepOf(world, { ...pairOf(world.keys.rsa), domain: 'http://localhost', endpoint: origin }),
    );
    assert.match(warningOf(log), /^The issuer of the instance is http:\/\/localhost:80 /);
  }),
  check('a default port that is added: an assertion for that name', addPort(443), async (world, { origin }) => {
    const assertion = await signAssertion({ origin: 'https://localhost:443' }, world.keys.rsa);
    const { log } = await succeeds(stepOf(world, { assertion, domain: 'https://localhost', endpoint: origin }));
    assert.match(warningOf(log), /^The issuer of the instance is https:\/\/localhost:443 /);
  }),
  check(
    'a port that is dropped',
    () => ({ host: 'localhost' }),
    async (world, { origin }) => {
      const inputs = { ...pairOf(world.keys.rsa), verify: 'org' };
      await fails(stepOf(world, { ...inputs, domain: origin }), {
        failure: 'config',
        contains: [
          `the issuer of the instance is "http://localhost"`,
          `Fix: Set 'domain' to http://localhost and 'endpoint' to ${origin},`,
        ],
      });
      await succeeds(stepOf(world, { ...inputs, domain: 'http://localhost', endpoint: origin }));
    },
  ),
  check(
    'https in X-Forwarded-Proto, but not in the inputs',
    () => ({ 'x-forwarded-proto': 'https' }),
    async (world, { origin }) => {
      const inputs = { ...pairOf(world.keys.rsa), verify: 'org' };
      const secure = origin.replace('http:', 'https:');
      await fails(stepOf(world, { ...inputs, domain: origin }), {
        failure: 'config',
        contains: [
          `the issuer of the instance is "${secure}"`,
          `Fix: Set 'domain' to ${secure} and 'endpoint' to ${origin}.`,
        ],
      });
      await succeeds(stepOf(world, { ...inputs, domain: secure, endpoint: origin }));
    },
  ),
  check(
    'another host',
    () => ({ host: 'backend.example.com' }),
    async (world, { origin }) => {
      const inputs = { ...secretOf(world.accounts.reader), verify: 'org', domain: origin };
      await fails(stepOf(world, inputs), {
        failure: 'config',
        contains: [
          `changed the host name localhost to "backend.example.com"`,
          `The ExternalDomain of the server is "localhost".`,
          `or set 'endpoint' to ${origin}.`,
        ],
      });
      await succeeds(stepOf(world, { ...inputs, endpoint: origin }));
    },
  ),
  check(
    'another host in X-Forwarded-Host',
    () => ({ 'x-forwarded-host': 'www.example.com' }),
    async (world, { origin }) => {
      const inputs = { ...secretOf(world.accounts.reader), verify: 'org', domain: origin };
      await fails(stepOf(world, inputs), {
        failure: 'config',
        contains: [`localhost to "www.example.com"`, `or set 'endpoint' to`],
      });
      await succeeds(stepOf(world, { ...inputs, endpoint: origin }));
    },
  ),
  check(
    'another host in X-Zitadel-Public-Host',
    () => ({ 'x-zitadel-public-host': 'www.example.com' }),
    async (world, { origin }) => {
      await fails(stepOf(world, { ...secretOf(world.accounts.reader), domain: origin }), {
        failure: 'config',
        contains: [`localhost to "www.example.com"`, 'and to remove X-Forwarded-Host and X-Zitadel-Public-Host.'],
      });
    },
  ),
  check(
    'an IP address instead of the name of the instance',
    () => ({}),
    async (world, { port }) => {
      const [domain, endpoint] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
      const inputs = { ...secretOf(world.accounts.reader), verify: 'org' };
      await fails(stepOf(world, { ...inputs, domain: endpoint }), {
        failure: 'config',
        contains: [`Fix: If "localhost" is your instance, set 'domain' to ${domain} and 'endpoint' to ${endpoint}.`],
      });
      await succeeds(stepOf(world, { ...inputs, domain, endpoint }));
    },
  ),
  check(
    'https only in the inputs, and an account whose tokens are JWTs',
    () => ({}),
    async (world, { origin, requests }) => {
      const inputs = { verify: 'org', domain: origin.replace('http:', 'https:'), endpoint: origin };
      await fails(stepOf(world, { ...inputs, ...secretOf(world.accounts.jwt) }), {
        failure: 'verification',
        contains: [
          'AUTH-7fs1e',
          'userinfo accepts it',
          "the instance's ExternalSecure is false",
          'access token type of the service account to Bearer',
        ],
      });
      assert.deepEqual(requests.slice(1), [
        'GET /management/v1/orgs/me',
        'GET /management/v1/orgs/me',
        'GET /oidc/v1/userinfo',
      ]);
      await succeeds(stepOf(world, { ...inputs, ...secretOf(world.accounts.reader) }));
    },
  ),
];

/** A check of the instance behind a separate proxy. */
function check(name: string, rewrite: Rewrite, run: Run): Check {
  return {
    name: `proxy: ${name}`,
    impossible: ({ instance }) =>
      isLoopback(instance)
        ? undefined
        : 'only an instance at localhost accepts requests through a proxy on this machine',
    async run(world) {
      const proxy = await startRewritingProxy(world.instance.origin, rewrite);
      try {
        await run(world, proxy);
      } finally {
        await proxy.close();
      }
    },
  };
}

/** Adds a port, as nginx does with `$host:$server_port`. Uses the header of `endpoint`, because no default port is free. */
function addPort(port: number): Rewrite {
  return (headers) => ({ 'x-zitadel-instance-host': `${headers['x-zitadel-instance-host']?.toString()}:${port}` });
}

function warningOf({ annotations }: Awaited<ReturnType<typeof succeeds>>['log']): string {
  assert.equal(annotations.length, 1);
  return annotations[0]?.message ?? '';
}
