import { account, administer, recordedUserName } from '../world.ts';
import type { Situations } from './situation.ts';

/** The token endpoint with a client secret: wrong ones, and accounts that get no token. */
export const clientCredentials: Situations = {
  'wrong secret': (world) => ({ secret: `${account(world).secret}x` }),
  'empty secret': (world) => {
    account(world);
    return { secret: '' };
  },
  'user id instead of login name': (world) => {
    const { secret, user } = account(world);
    return { secret, ids: [user.id] };
  },
  'service account without a secret': async (world) => {
    await administer(world, 'POST /management/v1/users/machine', { userName: recordedUserName(world), name: 'x' });
    return { secret: 'any' };
  },
  'human user': async (world) => {
    const username = /human-toza\w+/.exec(world.entry.request?.headers?.['authorization'] ?? '')?.[0];
    const profile = { givenName: 'A', familyName: 'B' };
    const password = { password: 'Password1!', changeRequired: false };
    const email = { email: 'a@example.com', isVerified: true };
    await administer(world, 'POST /v2/users/human', { username, profile, email, password });
    return { secret: 'any' };
  },
  'deactivated service account, right secret': async (world) => {
    const { user, secret } = account(world);
    await administer(world, `POST /management/v1/users/${user.id}/_deactivate`, {});
    return { secret };
  },
  'deactivated service account, wrong secret': async (world) => {
    const { user } = account(world);
    await administer(world, `POST /management/v1/users/${user.id}/_deactivate`, {});
    return { secret: 'wrong' };
  },
  'locked service account, right secret': async (world) => {
    const { user, secret } = account(world);
    await administer(world, `POST /management/v1/users/${user.id}/_lock`, {});
    return { secret };
  },
  'removed service account': async (world) => {
    const { user, secret } = account(world);
    await administer(world, `DELETE /management/v1/users/${user.id}`);
    return { secret };
  },
};
