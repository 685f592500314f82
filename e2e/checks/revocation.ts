import assert from 'node:assert/strict';
import { checksOf, type Check } from '../check.ts';
import type { World } from '../provision/world.ts';
import { signAssertion } from '../server/assertion.ts';
import { statusesOf } from '../server/send.ts';
import { postSucceeds, fails, stepOf, succeeds, tokenOf } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

const valid = { userinfo: 200, organization: 200 };
const invalid = { userinfo: 401, organization: 401 };

/** Tokens that are revoked when the job ends. */
export const revocationChecks: readonly Check[] = checksOf('revoke', {
  'client secret': (world) => isRevoked(world, secretOf(world.accounts.reader)),
  'client secret, login name with a suffix': (world) => isRevoked(world, secretOf(world.accounts.suffixed)),
  'client secret, login name in upper case': (world) =>
    isRevoked(world, {
      ...secretOf(world.accounts.reader),
      'client-id': world.accounts.reader.loginName.toUpperCase(),
    }),
  'account whose tokens are JWTs': (world) => isRevoked(world, secretOf(world.accounts.jwt)),
  'key, by a public application': (world) =>
    isRevoked(world, {
      'service-account-key': world.keys.endless.json,
      'revocation-client-id': world.publicApplication,
    }),
  'own key, by a public application': (world) =>
    isRevoked(world, { ...pairOf(world.keys.rsa), 'revocation-client-id': world.publicApplication }),
  'assertion, by a public application': async (world) =>
    isRevoked(world, {
      assertion: await signAssertion(world.instance, world.keys.rsa),
      'revocation-client-id': world.publicApplication,
    }),
  'immediately after a failed verification': async (world) => {
    const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': world.organizations.foreign.id };
    const step = stepOf(world, { ...inputs, revoke: 'true' });
    const main = await fails(step, { failure: 'verification', contains: ['AUTHZ-cdgFk'] });
    assert.match(main.log.text, /The step failed, so the access token was revoked\./);
    const token = main.log.masks.find((mask) => main.files.GITHUB_STATE.includes(mask)) ?? '';
    assert.deepEqual(await statusesOf(world.instance, token), invalid);
    assert.equal((await postSucceeds(step, main)).stdout, '');
  },
  'off: the token stays valid after the job': async (world) => {
    const step = stepOf(world, secretOf(world.accounts.reader));
    const main = await succeeds(step);
    assert.deepEqual(main.state, {});
    const { stdout } = await postSucceeds(step, main);
    assert.equal(stdout, '');
    assert.deepEqual(await statusesOf(world.instance, tokenOf(main)), valid);
  },
});

async function isRevoked(world: World, inputs: Readonly<Record<string, string>>): Promise<void> {
  const step = stepOf(world, { ...inputs, revoke: 'true' });
  const main = await succeeds(step);
  assert.deepEqual(await statusesOf(world.instance, tokenOf(main)), valid);
  const { log } = await postSucceeds(step, main);
  assert.ok(log.text.startsWith(`Revoked the access token at ${world.instance.origin} (`), log.text);
  assert.deepEqual(await statusesOf(world.instance, tokenOf(main)), invalid);
}
