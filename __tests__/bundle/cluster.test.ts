import { expect, test } from '@jest/globals';
import { runMain, runPost } from '../../emulators/runner/run-step.ts';
import { createAuthority } from '../support/authority.ts';
import { startFront } from '../support/front.ts';
import { startWorld } from '../support/world.ts';

test('a step and its post step reach an instance by a TLS endpoint, under its public name', async () => {
  const host = 'id.example.com';
  const world = await startWorld({ instanceHosts: [host] });
  const authority = await createAuthority('Cluster CA');
  const front = await startFront({ to: world.emulator.port, pair: await authority.issue() });
  const inputs = {
    ...world.inputsOf(),
    // The scheme of the public name does not matter when the endpoint is https.
    domain: `http://${host}`,
    endpoint: front.origin,
    'allow-http': 'false',
    'ca-certificate': authority.pem,
    headers: 'x-tenant: blue',
    verify: 'org',
    revoke: 'true',
  };
  const main = await runMain({ inputs });
  const post = await runPost({ inputs }, main);

  for (const step of [main, post]) {
    expect([step.exitCode, step.stderr, step.log.annotations]).toEqual([0, '', []]);
  }
  expect(main.outputs).toMatchObject({ issuer: `http://${host}`, org_name: 'ZITADEL' });
  expect(world.emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
    'POST /oauth/v2/token 200',
    'GET /management/v1/orgs/me 200',
    'POST /oauth/v2/revoke 200',
  ]);
  for (const { headers } of world.emulator.requests) {
    expect(headers).toMatchObject({
      host: new URL(front.origin).host,
      'x-zitadel-instance-host': host,
      'x-forwarded-proto': 'http',
      'x-tenant': 'blue',
    });
  }
  expect(world.emulator.state.accessTokens.has(main.outputs['access_token'] ?? '')).toBe(false);
});
