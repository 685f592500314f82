import assert from 'node:assert/strict';
import { checksOf, type Check } from '../check.ts';
import type { Organization, World } from '../provision/world.ts';
import { fails, stepOf, succeeds } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

/** The checks and the outputs of `verify`. */
export const verificationChecks: readonly Check[] = checksOf('verify', {
  'none, with only the outputs of the token response': async (world) => {
    const { outputs } = await succeeds(stepOf(world, secretOf(world.accounts.reader)));
    assert.equal(outputs['user_id'], undefined);
    assert.equal(outputs['org_id'], undefined);
  },
  'userinfo, without any role': async (world) => {
    const { roleless } = world.accounts;
    const { outputs } = await succeeds(stepOf(world, { ...secretOf(roleless), verify: 'userinfo' }));
    assert.equal(outputs['user_id'], roleless.userId);
  },
  'userinfo, with the organization by a scope': async (world) => {
    const scopes = 'openid, urn:zitadel:iam:user:resourceowner';
    const inputs = { ...secretOf(world.accounts.roleless), verify: 'userinfo', scopes };
    assertOrganization((await succeeds(stepOf(world, inputs))).outputs, world.organizations.main);
  },
  'org, by a client secret': (world) => readsMain(world, secretOf(world.accounts.reader)),
  'org, by a key': (world) => readsMain(world, { 'service-account-key': world.keys.endless.json }),
  'org, by an own key': (world) => readsMain(world, pairOf(world.keys.rsa)),
  'org, by a personal access token': (world) =>
    readsMain(world, { 'personal-access-token': world.personalAccessTokens.single.token }),
  'org, by a JWT': (world) => readsMain(world, secretOf(world.accounts.jwt)),
  'org, of an account whose login name has a suffix': async (world) => {
    const { outputs } = await succeeds(stepOf(world, { ...secretOf(world.accounts.suffixed), verify: 'org' }));
    assertOrganization(outputs, world.organizations.suffixed);
  },
  'org-id, own organization': (world) =>
    readsMain(world, { ...secretOf(world.accounts.reader), 'org-id': world.organizations.main.id }),
  'org-id, another organization that the account can read': async (world) => {
    const { second } = world.organizations;
    const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': second.id };
    assertOrganization((await succeeds(stepOf(world, inputs))).outputs, second);
  },
  'org, of an account with a role in another organization: the error names that organization, which works as org-id':
    async (world) => {
      const { second } = world.organizations;
      const inputs = { ...secretOf(world.accounts.guest), verify: 'org' };
      await fails(stepOf(world, inputs), {
        failure: 'verification',
        contains: [
          'AUTHZ-cdgFk',
          `The account has these administrator roles: ORG_OWNER_VIEWER in "${second.name}" (${second.id}).`,
          `Fix: Set 'org-id' to the organization to verify (${second.id}).`,
        ],
      });
      assertOrganization((await succeeds(stepOf(world, { ...inputs, 'org-id': second.id }))).outputs, second);
    },
});

/** A step with these inputs verifies the organization of the accounts. */
export async function readsMain(world: World, inputs: Readonly<Record<string, string>>): Promise<void> {
  const { outputs } = await succeeds(stepOf(world, { ...inputs, verify: 'org' }));
  assertOrganization(outputs, world.organizations.main);
}

export function assertOrganization(
  outputs: Readonly<Record<string, string>>,
  { id, name, domain }: Organization,
): void {
  const { org_id, org_name, org_domain } = outputs;
  assert.deepEqual({ org_id, org_name, org_domain }, { org_id: id, org_name: name, org_domain: domain });
}
