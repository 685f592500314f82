import type { Instance } from '../instance.ts';
import { disableAccount, grantRole, createAccount, createAccountWithSecret, createHuman } from './accounts.ts';
import { createProject, createPublicApplication } from './applications.ts';
import { provisionKeys, provisionPersonalAccessTokens } from './credentials.ts';
import { deactivateOrganization, createOrganization } from './organizations.ts';
import type { Provisioning } from './provisioning.ts';
import type { World } from './world.ts';

/** Creates everything that the checks need. The instance returns it only a moment later: see `settled`. */
export async function provision(instance: Instance, provisioning: Provisioning): Promise<World> {
  const organizations = await provisionOrganizations(provisioning);
  const { main, inactive } = organizations;
  const accounts = await provisionAccounts(provisioning, organizations);
  const projectId = await createProject(provisioning, main);
  await grantRole(provisioning, main, { userId: accounts.projectOnly.userId, role: 'PROJECT_OWNER', projectId });
  const world = {
    instance,
    organizations,
    accounts,
    projectId,
    publicApplication: await createPublicApplication(provisioning, main, projectId),
    keys: await provisionKeys(instance, provisioning, { main, reader: accounts.reader, projectId }),
    personalAccessTokens: await provisionPersonalAccessTokens(provisioning, accounts),
  };
  await disableAccount(provisioning, main, accounts.deactivated, '_deactivate');
  await disableAccount(provisioning, main, accounts.locked, '_lock');
  await deactivateOrganization(provisioning, inactive);
  return world;
}

async function provisionOrganizations(provisioning: Provisioning): Promise<World['organizations']> {
  return {
    main: await createOrganization(provisioning, 'main'),
    suffixed: await createOrganization(provisioning, 'suffixed', { suffix: true }),
    second: await createOrganization(provisioning, 'second'),
    foreign: await createOrganization(provisioning, 'foreign'),
    inactive: await createOrganization(provisioning, 'inactive'),
  };
}

async function provisionAccounts(
  provisioning: Provisioning,
  { main, second, suffixed, inactive }: World['organizations'],
): Promise<World['accounts']> {
  const accounts = {
    reader: await createAccountWithSecret(provisioning, main, { name: 'reader' }),
    jwt: await createAccountWithSecret(provisioning, main, { name: 'jwt', tokenType: 'JWT' }),
    suffixed: await createAccountWithSecret(provisioning, suffixed, { name: 'suffixed', suffix: true }),
    inInactive: await createAccountWithSecret(provisioning, inactive, { name: 'inactive' }),
    roleless: await createAccountWithSecret(provisioning, main, { name: 'roleless' }),
    guest: await createAccountWithSecret(provisioning, main, { name: 'guest' }),
    projectOnly: await createAccountWithSecret(provisioning, main, { name: 'project' }),
    deactivated: await createAccountWithSecret(provisioning, main, { name: 'deactivated' }),
    locked: await createAccountWithSecret(provisioning, main, { name: 'locked' }),
    withoutSecret: await createAccount(provisioning, main, { name: 'secretless' }),
    human: await createHuman(provisioning, main),
  };
  for (const [organization, { userId }] of [
    [main, accounts.reader],
    [second, accounts.reader],
    [second, accounts.guest],
    [main, accounts.jwt],
    [suffixed, accounts.suffixed],
    [inactive, accounts.inInactive],
  ] as const) {
    await grantRole(provisioning, organization, { userId, role: 'ORG_OWNER_VIEWER' });
  }
  return accounts;
}
