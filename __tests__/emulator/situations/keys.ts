import { addKey } from '../../../emulators/zitadel/keys.ts';
import { SCOPE, type World, accessToken, account, rsa } from '../world.ts';
import { type Filling, type Situations, each } from './situation.ts';

/** An account calls about itself. */
export async function ownKey(world: World): Promise<Filling> {
  const owner = account(world);
  return { accessToken: await accessToken(world, owner, SCOPE), ids: [owner.user.id] };
}

/** An account calls about the key of another. */
async function keyOfAnother(world: World, caller: { roles?: string[]; userName?: string } = {}): Promise<Filling> {
  const { user, keyId } = account(world);
  const isSearch = world.entry.request?.path.endsWith('/search');
  const token = await accessToken(world, account(world, { userName: 'caller', ...caller }));
  return { accessToken: token, ids: isSearch ? [keyId] : [user.id, keyId] };
}

/** Keys of v2 that are another's, unknown, or sent wrongly. */
export const keys: Situations = {
  ...each(
    [
      'key of another by id, v2 search, no role',
      'add key of another, v2, no role',
      'delete key of another, v2, no role',
    ],
    keyOfAnother,
  ),
  'key of another by id, v2 search, ORG_OWNER_VIEWER': (world) => keyOfAnother(world, { roles: ['ORG_OWNER_VIEWER'] }),
  'key of another by id, v2 search, only a project role': async (world) => {
    const { state, organization } = world.emulator;
    const { user } = account(world, { userName: 'member' });
    const at = { sequence: 1, creationDate: 0, changeDate: 0 };
    state.projects.set('1', { id: '1', name: 'P', organizationId: organization.id, ...at });
    state.memberships.push({ userId: user.id, of: { projectId: '1' }, roles: ['PROJECT_OWNER'] });
    const { keyId } = account(world);
    return { accessToken: await accessToken(world, { user, keyId, secret: user.clientSecret ?? '' }), ids: [keyId] };
  },
  'own keys, v2 search, no filter': async (world) => {
    const recorded = 3;
    const another = account(world, { userName: 'another' });
    for (let count = 2; count < recorded; count += 1) {
      addKey(world.emulator.state, { user: another.user, publicKey: rsa.publicKey });
    }
    return await ownKey(world);
  },
  ...each(
    [
      'key by id, v2 search, unknown id',
      'own keys, v2 search, a filter that is none',
      'delete own key, v2, unknown id',
      'add own key, v2, no date',
      'add own key, v2, a date in the past',
      'add key of an unknown user, v2',
    ],
    ownKey,
  ),
};
