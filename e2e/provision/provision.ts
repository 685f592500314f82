import type { Instance } from '../instance.ts';
import { endAccount, giveRole, makeAccount, makeAccountWithSecret, makeHuman } from './accounts.ts';
import { makeProject, makePublicApplication } from './applications.ts';
import { provisionKeys, provisionPersonalAccessTokens } from './credentials.ts';
import { deactivateOrganization, makeOrganization } from './organizations.ts';
import type { Workshop } from './workshop.ts';
import type { World } from './world.ts';

/** Makes everything that the checks need. It can be read a moment later only: see `settled`. */
export async function provision(instance: Instance, workshop: Workshop): Promise<World> {
  const organizations = await provisionOrganizations(workshop);
  const { main, inactive } = organizations;
  const accounts = await provisionAccounts(workshop, organizations);
  const projectId = await makeProject(workshop, main);
  await giveRole(workshop, main, { userId: accounts.projectOnly.userId, role: 'PROJECT_OWNER', projectId });
  const world = {
    instance,
    organizations,
    accounts,
    projectId,
    publicApplication: await makePublicApplication(workshop, main, projectId),
    keys: await provisionKeys(instance, workshop, { main, reader: accounts.reader, projectId }),
    personalAccessTokens: await provisionPersonalAccessTokens(workshop, accounts),
  };
  await endAccount(workshop, main, accounts.deactivated, '_deactivate');
  await endAccount(workshop, main, accounts.locked, '_lock');
  await deactivateOrganization(workshop, inactive);
  return world;
}

async function provisionOrganizations(workshop: Workshop): Promise<World['organizations']> {
  return {
    main: await makeOrganization(workshop, 'main'),
    suffixed: await makeOrganization(workshop, 'suffixed', { suffix: true }),
    second: await makeOrganization(workshop, 'second'),
    foreign: await makeOrganization(workshop, 'foreign'),
    inactive: await makeOrganization(workshop, 'inactive'),
  };
}

async function provisionAccounts(
  workshop: Workshop,
  { main, second, suffixed, inactive }: World['organizations'],
): Promise<World['accounts']> {
  const accounts = {
    reader: await makeAccountWithSecret(workshop, main, { name: 'reader' }),
    jwt: await makeAccountWithSecret(workshop, main, { name: 'jwt', tokenType: 'JWT' }),
    suffixed: await makeAccountWithSecret(workshop, suffixed, { name: 'suffixed', suffix: true }),
    inInactive: await makeAccountWithSecret(workshop, inactive, { name: 'inactive' }),
    roleless: await makeAccountWithSecret(workshop, main, { name: 'roleless' }),
    guest: await makeAccountWithSecret(workshop, main, { name: 'guest' }),
    projectOnly: await makeAccountWithSecret(workshop, main, { name: 'project' }),
    deactivated: await makeAccountWithSecret(workshop, main, { name: 'deactivated' }),
    locked: await makeAccountWithSecret(workshop, main, { name: 'locked' }),
    withoutSecret: await makeAccount(workshop, main, { name: 'secretless' }),
    human: await makeHuman(workshop, main),
  };
  for (const [organization, { userId }] of [
    [main, accounts.reader],
    [second, accounts.reader],
    [second, accounts.guest],
    [main, accounts.jwt],
    [suffixed, accounts.suffixed],
    [inactive, accounts.inInactive],
  ] as const) {
    await giveRole(workshop, organization, { userId, role: 'ORG_OWNER_VIEWER' });
  }
  return accounts;
}
