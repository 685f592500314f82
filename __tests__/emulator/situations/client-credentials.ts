import { account, administer, recordedUserName } from '../world.ts';
import { type Situation, type Situations, anything, each } from './situation.ts';

const withSecret: Situation = (world) => ({ secret: account(world).secret });

/** The token endpoint with a client secret. */
export const clientCredentials: Situations = {
  ...each(
    [
      'client_credentials, Basic',
      'client_credentials, Basic, scopes of the guide',
      'client_credentials, body',
      'client_credentials, Basic and body together',
      'client_credentials, upper-case login name',
      'client_credentials, login name with organization domain',
      'no scope',
      'empty scope',
      'unknown scope only',
      'scopes glued by a newline',
      'two spaces between scopes',
      'no openid',
      'scope of a project that does not exist',
      'no grant_type',
      'unknown grant_type',
      'JSON body',
      'PUT on the token endpoint',
      'wrong path',
    ],
    withSecret,
  ),
  ...each(['no client at all', 'Basic that cannot be decoded', 'Basic not base64'], anything),
  'wrong secret': (world) => ({ secret: `${account(world).secret}x` }),
  'empty secret': (world) => {
    account(world);
    return { secret: '' };
  },
  'unknown login name': (world) => ({ secret: account(world).secret }),
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
