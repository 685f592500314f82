import { expect, test } from '@jest/globals';
import { createAuthority } from '../support/authority.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { startFront } from '../support/front.ts';
import { revokeInProcess, runInProcess } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';

const host = 'id.example.com';
const world = await startWorld({ instanceHosts: [host, 'localhost'] });
const authority = await createAuthority('Route CA');
const secure = await startFront({ to: world.emulator.port, pair: await authority.issue() });
const proxy = await startConnectProxy();
const { origin, port } = world.emulator;
const variables = { http_proxy: `http://ci:sesame-open@127.0.0.1:${proxy.port}` };
const throughProxy = { domain: `http://${host}:${port}`, 'allow-http': 'true' };

/** The words of the log, and those of an error if they are different. */
const routes: [Record<string, string>, Record<string, string>, string | undefined, string?][] = [
  [{}, {}, undefined],
  [{ endpoint: origin }, {}, undefined],
  [{ domain: `https://${host}`, endpoint: origin }, {}, `${origin} ('endpoint')`],
  [{ domain: secure.origin, 'ca-certificate': authority.pem }, {}, `with additional certificates ('ca-certificate')`],
  [
    { domain: `https://${host}`, endpoint: secure.origin, 'ca-certificate': authority.pem },
    {},
    `${secure.origin} ('endpoint'), with additional certificates ('ca-certificate')`,
  ],
  [
    throughProxy,
    variables,
    'through a proxy (http_proxy)',
    `through a proxy (http_proxy): http://127.0.0.1:${proxy.port}`,
  ],
];

test.each(routes)('%j', async (given, env, route, inError = route) => {
  const inputs = { ...world.inputsOf(), ...given, 'job-summary': 'true', revoke: 'true' };
  const good = await runInProcess({ inputs, env });
  expect(good.failed).toBe(false);
  const post = await revokeInProcess({ inputs, env }, good.state);
  expect(post.log.text).toContain('Revoked');
  const bad = await runInProcess({ inputs: { ...inputs, 'client-secret': 'wrong-secret-0123456789' }, env });
  const lines = ({ log }: typeof bad): string[] => log.text.split(/\r?\n/);
  const instance = bad.log.annotations[0]?.message.split('\n').find((line) => line.startsWith('Instance: '));
  if (route === undefined) {
    expect(good.log.text + post.log.text + bad.log.text + good.summary).not.toMatch(/route/i);
    return;
  }
  for (const step of [good, post, bad]) expect(lines(step)).toContain(`Route: ${route}.`);
  expect(lines(good)).toContain(`  Route: ${route}`);
  for (const step of [good, bad]) expect(step.summary).toContain(`- Route: \`${route}\``);
  expect(instance).toContain(`; route: ${inError}.`);
  expect(good.log.text + bad.log.text).not.toContain('sesame-open');
});
