import { addOrganization } from '../../../emulators/zitadel/organizations.ts';
import { type Account, type World, accessToken, account, created, recordedName } from '../world.ts';
import { ordinary } from './ordinary.ts';
import { type Situations, each } from './situation.ts';

/** An account with a role at every level, in the order in which they were given. */
async function withEveryRole(world: World): Promise<Account> {
  const owner = account(world, { roles: ['ORG_OWNER_VIEWER', 'ORG_USER_MANAGER'] });
  const { state } = world.emulator;
  const name = recordedName(world, 'Roles');
  const { id: projectId = '' } = await created(world, '/management/v1/projects', { name });
  for (const [of, role] of [
    [{ organizationId: addOrganization(state, name).id }, 'ORG_OWNER'],
    [{ projectId }, 'PROJECT_OWNER'],
    [{ instance: true }, 'IAM_OWNER_VIEWER'],
  ] as const) {
    state.memberships.push({ userId: owner.user.id, of, roles: [role], creationDate: Date.now() });
  }
  const roles = [{ key: 'deployer', displayName: 'Deployer' }];
  state.authorizations.push({
    id: '401438383974386726',
    userId: owner.user.id,
    projectId,
    roles,
    creationDate: Date.now(),
  });
  return owner;
}

/** Which roles an account has. */
export const administrators: Situations = {
  ...each(
    ['own administrator roles: instance, organizations, project', 'own authorizations: one role'],
    async (world) => {
      const owner = await withEveryRole(world);
      return { accessToken: await accessToken(world, owner), ids: [owner.user.id] };
    },
  ),
  'administrator roles of another, no role': async (world) => {
    const { user } = await withEveryRole(world);
    return { ...(await ordinary(world)), ids: [user.id] };
  },
};
