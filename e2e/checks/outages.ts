import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Outage } from '../../emulators/zitadel/outages.ts';
import type { Check } from '../check.ts';
import type { World } from '../provision/world.ts';
import { statusesOf } from '../server/send.ts';
import { fails, postSucceeds, stepOf, succeeds, tokenOf } from '../step.ts';
import { secretOf } from './credentials.ts';

type Inputs = Readonly<Record<string, string>>;

const outages: readonly Outage[] = ['database stopped, no instance cache', 'database stopped, instance cache on'];

/** Outages of the instance. They run alone, because every other check would fail in the meantime. */
export const outageChecks: readonly Check[] = outages.flatMap((outage) => [
  {
    name: `${outage}: each step is green when the database is back after 5 s`,
    run: (world) => back(world, outage),
    impossible,
  },
  { name: `${outage}: the failure is that of the server`, run: (world) => away(world, outage), impossible },
]);

function impossible({ instance }: World): string | undefined {
  return instance.outage === undefined ? 'ZITADEL_DATABASE_COMMAND is not set' : undefined;
}

function stepsOf({ accounts, keys, personalAccessTokens }: World): Readonly<Record<string, Inputs>> {
  const token = { 'personal-access-token': personalAccessTokens.single.token };
  return {
    'client secret': secretOf(accounts.reader),
    key: { 'service-account-key': keys.endless.json },
    'client secret, verify: org': { ...secretOf(accounts.jwt), verify: 'org' },
    'personal access token, verify: userinfo': { ...token, verify: 'userinfo' },
    'personal access token, verify: org': { ...token, verify: 'org' },
  };
}

async function back(world: World, outage: Outage): Promise<void> {
  const { instance } = world;
  const revoking = stepOf(world, { ...secretOf(world.accounts.reader), revoke: 'true' });
  const main = await succeeds(revoking);
  await during(world, outage, async () => {
    const steps = Object.values(stepsOf(world)).map((inputs) => succeeds(stepOf(world, inputs)));
    const post = postSucceeds(revoking, main);
    await pause(5_000);
    await instance.outage?.();
    await Promise.all(steps);
    const { log } = await post;
    assert.match(log.text, /^Revoked the access token at /m);
  });
  assert.deepEqual(await statusesOf(instance, tokenOf(main)), { userinfo: 401, organization: 401 });
}

async function away(world: World, outage: Outage): Promise<void> {
  await during(world, outage, async () => {
    const steps = Object.values(stepsOf(world)).map((inputs) =>
      fails(stepOf(world, { ...inputs, 'timeout-seconds': '8' }), { failure: 'server', contains: [] }),
    );
    for (const { log } of await Promise.all(steps))
      assert.doesNotMatch(log.text, /5432|failed to connect|[Cc]reate a new/);
  });
}

async function during(world: World, outage: Outage, act: () => Promise<void>): Promise<void> {
  try {
    await world.instance.outage?.(outage);
    await act();
  } finally {
    await world.instance.outage?.();
  }
}
