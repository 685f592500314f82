import assert from 'node:assert/strict';
import { checksOf, type Check } from '../check.ts';
import type { World } from '../provision/world.ts';
import { signAssertion } from '../server/assertion.ts';
import { judgements } from '../server/ask.ts';
import { ends, fails, stepOf, succeeds, tokenOf } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

const alive = { userinfo: 200, organization: 200 };
const dead = { userinfo: 401, organization: 401 };

/** Tokens that die with the job. */
export const revocationChecks: readonly Check[] = checksOf('revoke', {
  'client secret': (world) => diesWithJob(world, secretOf(world.accounts.reader)),
  'client secret, login name with a suffix': (world) => diesWithJob(world, secretOf(world.accounts.suffixed)),
  'client secret, login name in upper case': (world) =>
    diesWithJob(world, {
      ...secretOf(world.accounts.reader),
      'client-id': world.accounts.reader.loginName.toUpperCase(),
    }),
  'account whose tokens are JWTs': (world) => diesWithJob(world, secretOf(world.accounts.jwt)),
  'key, by a public application': (world) =>
    diesWithJob(world, {
      'service-account-key': world.keys.endless.json,
      'revocation-client-id': world.publicApplication,
    }),
  'own key, by a public application': (world) =>
    diesWithJob(world, { ...pairOf(world.keys.rsa), 'revocation-client-id': world.publicApplication }),
  'assertion, by a public application': async (world) =>
    diesWithJob(world, {
      assertion: await signAssertion(world.instance, world.keys.rsa),
      'revocation-client-id': world.publicApplication,
    }),
  'at once, when the verification failed': async (world) => {
    const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': world.organizations.foreign.id };
    const step = stepOf(world, { ...inputs, revoke: 'true' });
    const main = await fails(step, { failure: 'verification', says: ['AUTHZ-cdgFk'] });
    assert.match(main.log.text, /The step failed, so the access token was revoked\./);
    const token = main.log.masks.find((mask) => main.files.GITHUB_STATE.includes(mask)) ?? '';
    assert.deepEqual(await judgements(world.instance, token), dead);
    assert.equal((await ends(step, main)).stdout, '');
  },
  'not asked for: the token outlives the job': async (world) => {
    const step = stepOf(world, secretOf(world.accounts.reader));
    const main = await succeeds(step);
    assert.deepEqual(main.state, {});
    const { stdout } = await ends(step, main);
    assert.equal(stdout, '');
    assert.deepEqual(await judgements(world.instance, tokenOf(main)), alive);
  },
});

async function diesWithJob(world: World, inputs: Readonly<Record<string, string>>): Promise<void> {
  const step = stepOf(world, { ...inputs, revoke: 'true' });
  const main = await succeeds(step);
  assert.deepEqual(await judgements(world.instance, tokenOf(main)), alive);
  const { log } = await ends(step, main);
  assert.ok(log.text.startsWith(`Revoked the access token at ${world.instance.origin} (`), log.text);
  assert.deepEqual(await judgements(world.instance, tokenOf(main)), dead);
}
