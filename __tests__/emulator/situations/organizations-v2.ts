import { addOrganization } from '../../../emulators/zitadel/organizations.ts';
import { SCOPE, type World, accessToken, account, created, recordedName } from '../world.ts';
import { type Filling, type Situation, type Situations, each } from './situation.ts';

const VIEWER = ['ORG_OWNER_VIEWER'];

/** An account calls about its own organization. */
function calling(roles: string[] = [], scope = SCOPE): Situation {
  return async (world) => ({
    accessToken: await accessToken(world, account(world, { roles }), scope),
    ids: [world.emulator.organization.id],
  });
}

/** Something is there whose name stands in the request. */
function after(prepare: (world: World) => Promise<string> | string, roles: string[] = []): Situation {
  return async (world) => ({ ...(await calling(roles)(world)), ids: [await prepare(world)] });
}

function added(world: World): string {
  return addOrganization(world.emulator.state, recordedName(world, 'Added')).id;
}

/** An organization of three accounts, named as recorded. The first of them calls. */
async function users(world: World): Promise<Filling> {
  const { id: organizationId } = addOrganization(world.emulator.state, 'Users');
  const run = world.version === 'v4.x' ? 'toza8m' : 'toza9g';
  const lister = account(world, { userName: `lister-${run}9`, organizationId, roles: VIEWER });
  for (const number of [10, 11]) account(world, { userName: `listed-${run}${number}`, organizationId });
  return { accessToken: await accessToken(world, lister) };
}

/** Organizations, projects and users by v2. */
export const organizationsV2: Situations = {
  ...each(
    [
      'add organization, v2, no role',
      'add project, v2, no role',
      'organization by id, v2 search, no role',
      'users, v2, no role',
      'add organization, v2',
      'add organization, v2, no name',
      'add project, v2',
      'add project, v2, no name',
    ],
    calling(),
  ),
  ...each(
    [
      'add organization, v2, ORG_OWNER_VIEWER',
      'add project, v2, ORG_OWNER_VIEWER',
      'organization by id, v2 search',
      'organization by id, v2 search, unknown id',
    ],
    calling(VIEWER),
  ),
  'add organization, v2, IAM_OWNER_VIEWER': calling(['IAM_OWNER_VIEWER']),
  ...each(
    [
      'add organization, v2, token without the ZITADEL audience',
      'add project, v2, token without the ZITADEL audience',
      'organization by id, v2 search, token without the ZITADEL audience',
      'users, v2, token without the ZITADEL audience',
    ],
    calling([], 'openid'),
  ),
  'add organization, v2, name taken': after(added),
  'organization by id, v2 search, deactivated': after((world) => {
    const organization = addOrganization(world.emulator.state, recordedName(world, 'Inactive'));
    organization.state = 'inactive';
    return organization.id;
  }),
  'add project, v2, name taken': async (world) => {
    await created(world, '/management/v1/projects', { name: 'Default' });
    return { ids: [world.emulator.organization.id] };
  },
  ...each(
    [
      'users, v2',
      'users, v2, the first page of two',
      'users, v2, the second page',
      'users, v2, a page behind the last',
      'users by the service, v2',
    ],
    users,
  ),
};
