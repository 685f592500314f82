import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { checksOf, type Check } from '../check.ts';
import { eventually } from '../eventually.ts';
import { instanceOf } from '../instance.ts';
import type { World } from '../provision/world.ts';
import { countListed, statusesOf } from '../server/send.ts';
import { postSucceeds, fails, stepOf, succeeds, tokenOf } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

type Inputs = Readonly<Record<string, string>>;

const valid = { userinfo: 200, organization: 200 };
const invalid = { userinfo: 401, organization: 401 };
const tenMinutes = { 'token-lifetime-minutes': '10' };

/** Tokens that expire with the job. */
export const lifetimeChecks: readonly Check[] = [
  ...checksOf('token-lifetime-minutes', {
    'client secret': (world) => usableUntilDeleted(world, secretOf(world.accounts.reader)),
    'client secret, login name with a suffix': (world) => usableUntilDeleted(world, secretOf(world.accounts.suffixed)),
    'account whose tokens are JWTs': (world) => usableUntilDeleted(world, secretOf(world.accounts.jwt)),
    key: (world) => usableUntilDeleted(world, { 'service-account-key': world.keys.endless.json }),
    'own key': (world) => usableUntilDeleted(world, pairOf(world.keys.rsa)),
    'key, the 12-hour token revoked by a public application': (world) =>
      usableUntilDeleted(world, {
        'service-account-key': world.keys.endless.json,
        'revocation-client-id': world.publicApplication,
      }),
    'deleted immediately after a failed verification': async (world) => {
      const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': world.organizations.foreign.id };
      const step = stepOf(world, { ...inputs, ...tenMinutes });
      const main = await fails(step, { failure: 'verification', contains: ['AUTHZ-cdgFk'] });
      assert.match(main.log.text, /The step failed, so the access token was deleted\./);
      await eventuallyListed(world, main.state['token_id'], 0);
      assert.equal((await postSucceeds(step, main)).stdout, '');
    },
  }),
  {
    name: 'token-lifetime-minutes: rejected from its expiration on',
    impossible: () =>
      instanceOf(process.env) === undefined ? 'takes a minute, so it runs only with a real instance' : undefined,
    run: rejectedWhenExpired,
  },
];

async function usableUntilDeleted(world: World, inputs: Inputs): Promise<void> {
  const step = stepOf(world, { ...inputs, ...tenMinutes, verify: 'org' });
  const main = await succeeds(step);
  const token = tokenOf(main);
  assert.deepEqual(await statusesOf(world.instance, token), valid);
  assert.equal(main.outputs['expires_in'], '600');
  await eventuallyListed(world, main.state['token_id'], 1);
  const { log } = await postSucceeds(step, main);
  assert.equal(log.text, `Deleted the access token at ${world.instance.origin}.`);
  assert.deepEqual(await statusesOf(world.instance, token), invalid);
  await eventuallyListed(world, main.state['token_id'], 0);
}

async function rejectedWhenExpired(world: World): Promise<void> {
  const main = await succeeds(stepOf(world, { ...secretOf(world.accounts.reader), 'token-lifetime-minutes': '1' }));
  assert.deepEqual(await statusesOf(world.instance, tokenOf(main)), valid);
  await pause(Math.max(0, Date.parse(main.outputs['expires_at'] ?? '') + 1_000 - Date.now()));
  assert.deepEqual(await statusesOf(world.instance, tokenOf(main)), invalid);
}

/** An instance lists a token, and removes it from its list, up to some seconds later. */
async function eventuallyListed({ instance }: World, tokenId = '', count: 0 | 1): Promise<void> {
  assert.notEqual(tokenId, '');
  const isListed = async (): Promise<boolean> =>
    (await countListed(instance, { search: 'pats', id: tokenId, token: instance.adminToken })) === count;
  await eventually(`personal access token ${tokenId} is listed ${count} times`, isListed);
}
