import { addKey } from '../../../emulators/zitadel/keys.ts';
import { addOrganization } from '../../../emulators/zitadel/organizations.ts';
import { addPersonalAccessToken } from '../../../emulators/zitadel/personal-access-tokens.ts';
import { partsAndLength } from '../shape.ts';
import { type World, ZITADEL, accessToken, account, rsa } from '../world.ts';
import { differing, ordinary } from './ordinary.ts';
import { type Filling, type Situations, each } from './situation.ts';

const VIEWER = { roles: ['ORG_OWNER_VIEWER'] };

/** An organization of three accounts, named as recorded. The first of them calls. */
async function threeUsers(world: World): Promise<Filling> {
  const { id: organizationId } = addOrganization(world.emulator.state, 'Users');
  const run = world.version === 'v4.x' ? 'toza8m' : 'toza9g';
  const lister = account(world, { userName: `lister-${run}9`, organizationId, ...VIEWER });
  for (const number of [10, 11]) account(world, { userName: `listed-${run}${number}`, organizationId });
  return { accessToken: await accessToken(world, lister) };
}

/** Users, and their keys and tokens. */
export const users: Situations = {
  'userinfo, profile and resourceowner': differing({
    scope: `openid profile urn:zitadel:iam:user:resourceowner ${ZITADEL}`,
  }),
  'shape of a personal access token': (world) => {
    const { user } = account(world);
    return { found: partsAndLength(addPersonalAccessToken(world.emulator.state, { user }).token) };
  },
  'orgs/me, personal access token': differing(VIEWER),
  'own personal access tokens, v2 search, asked with one': async (world) => {
    const filling = await ordinary(world);
    const user = world.emulator.state.users.get(filling.ids?.[0] ?? '');
    if (user) addPersonalAccessToken(world.emulator.state, { user });
    return filling;
  },
  'own keys, v2 search, no filter': async (world) => {
    const { user } = account(world, { userName: 'another' });
    addKey(world.emulator.state, { user, publicKey: rsa.publicKey });
    return ordinary(world);
  },
  'key of another by id, v2 search, only a project role': async (world) => {
    const filling = await ordinary(world);
    const { projects, memberships, users: all } = world.emulator.state;
    const [projectId = ''] = projects.keys();
    const caller = [...all.values()].find(({ userName }) => userName === 'caller');
    memberships.push({ userId: caller?.id ?? '', of: { projectId }, roles: ['PROJECT_OWNER'] });
    return filling;
  },
  ...each(
    [
      'users, v2',
      'users, v2, the first page of two',
      'users, v2, the second page',
      'users, v2, a page behind the last',
      'users by the service, v2',
    ],
    threeUsers,
  ),
};
