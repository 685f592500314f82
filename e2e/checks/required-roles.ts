import assert from 'node:assert/strict';
import { checksOf, type Check } from '../check.ts';
import { behind, listAdministrators, notFound } from '../server/front.ts';
import { fails, stepOf, succeeds } from '../step.ts';
import { secretOf } from './credentials.ts';

/** `required-roles`: any account may list its own roles. */
export const requiredRolesChecks: readonly Check[] = checksOf('required-roles', {
  'a role in the own organization, by a client secret': async (world) => {
    const inputs = { ...secretOf(world.accounts.reader), 'required-roles': 'ORG_OWNER_VIEWER' };
    const { log } = await succeeds(stepOf(world, inputs));
    assert.match(log.text, /Checked: the account has the required roles ORG_OWNER_VIEWER/);
  },
  'a role in the own organization, by a personal access token': (world) =>
    succeeds(
      stepOf(world, {
        'personal-access-token': world.personalAccessTokens.single.token,
        'required-roles': 'ORG_OWNER_VIEWER',
      }),
    ),
  'a role in org-id, of an account that has it only there': async (world) => {
    const { second } = world.organizations;
    const inputs = { ...secretOf(world.accounts.guest), 'required-roles': 'ORG_OWNER_VIEWER' };
    await fails(stepOf(world, inputs), {
      failure: 'verification',
      contains: [`Fix: Set 'org-id' to the organization to verify (${second.id}).`],
    });
    await succeeds(stepOf(world, { ...inputs, 'org-id': second.id }));
  },
  'a role that is missing, with every other check': async (world) => {
    const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'required-roles': 'ORG_OWNER IAM_OWNER' };
    await fails(stepOf(world, inputs), {
      failure: 'verification',
      contains: ['the account does not have "ORG_OWNER", "IAM_OWNER".', 'ORG_OWNER_VIEWER in'],
    });
  },
  'no role at all': (world) =>
    fails(stepOf(world, { ...secretOf(world.accounts.roleless), 'required-roles': 'ORG_OWNER_VIEWER' }), {
      failure: 'verification',
      contains: ['The account has no administrator role at all.'],
    }),
  'an instance without this API': async (world) => {
    const inputs = { ...secretOf(world.accounts.reader), 'required-roles': 'ORG_OWNER_VIEWER' };
    await behind(
      world,
      (path) => (path === listAdministrators ? notFound : undefined),
      async ({ origin }) => {
        const contains = ['has no API for it'];
        await fails(stepOf(world, { ...inputs, domain: origin }), { failure: 'config', contains });
      },
    );
  },
});
