import { addPersonalAccessToken } from '../../../emulators/zitadel/personal-access-tokens.ts';
import { partsAndLength } from '../shape.ts';
import { type Account, FAR, SCOPE, type World, ZITADEL, accessToken, account } from '../world.ts';
import { type Situation, type Situations, anything, each } from './situation.ts';

const NO_ROLE = { userName: 'no-role-toza6k7' };

function withScope(scope: string): Situation {
  return async (world) => ({ accessToken: await accessToken(world, account(world), scope) });
}

/** An account without a role, named as recorded. */
function noRole({ version, ...world }: World): Account {
  const userName = version === 'v4.x' ? NO_ROLE.userName : NO_ROLE.userName.replace('6k', '7f');
  return account({ version, ...world }, { userName });
}

function personalAccessToken(world: World, expirationDate = FAR): Account & { token: string } {
  const userName = world.version === 'v4.x' ? 'ci-bot-toza6k1' : 'ci-bot-toza7f1';
  const owner = account(world, { userName, roles: ['ORG_OWNER_VIEWER'] });
  return { ...owner, token: addPersonalAccessToken(world.emulator.state, { user: owner.user, expirationDate }).token };
}

const withPersonalAccessToken: Situation = (world) => ({ personalAccessToken: personalAccessToken(world).token });
const withExpiredPersonalAccessToken: Situation = (world) => ({
  personalAccessToken: personalAccessToken(world, new Date(Date.now() - 1000).toISOString()).token,
});

/** Userinfo, the own account, and the own keys and tokens. */
export const users: Situations = {
  userinfo: withScope(SCOPE),
  'userinfo, token without the ZITADEL audience': withScope('openid'),
  'userinfo, no role': async (world) => ({ accessToken: await accessToken(world, noRole(world)) }),
  ...each(['userinfo, garbage token', 'userinfo, no token'], anything),
  'userinfo, profile and resourceowner': async (world) => {
    const { user, secret, keyId } = personalAccessToken(world);
    const scope = `openid profile urn:zitadel:iam:user:resourceowner ${ZITADEL}`;
    return { accessToken: await accessToken(world, { user, secret, keyId }, scope) };
  },
  'shape of a personal access token': (world) => ({ found: partsAndLength(personalAccessToken(world).token) }),
  'orgs/me, personal access token': withPersonalAccessToken,
  'userinfo, personal access token': withPersonalAccessToken,
  'orgs/me, expired personal access token': withExpiredPersonalAccessToken,
  'userinfo, expired personal access token': withExpiredPersonalAccessToken,
  'own keys, v2 search, no role': async (world) => {
    const owner = noRole(world);
    return { accessToken: await accessToken(world, owner), ids: [owner.user.id] };
  },
  'own key by id, v2 search, no role': async (world) => {
    const owner = noRole(world);
    return { accessToken: await accessToken(world, owner), ids: [owner.keyId] };
  },
  'own personal access tokens, v2 search, no role': async (world) => {
    const owner = noRole(world);
    return { accessToken: await accessToken(world, owner), ids: [owner.user.id] };
  },
  'own personal access tokens, v2 search, asked with one': (world) => {
    const { user, token } = personalAccessToken(world);
    addPersonalAccessToken(world.emulator.state, { user, expirationDate: new Date(Date.now() - 1000).toISOString() });
    return { personalAccessToken: token, ids: [user.id] };
  },
  'own keys, v2 search, token without the ZITADEL audience': async (world) => {
    const owner = noRole(world);
    return { accessToken: await accessToken(world, owner, 'openid'), ids: [owner.keyId] };
  },
  'add own key, v2, no role': async (world) => {
    const owner = noRole(world);
    return { accessToken: await accessToken(world, owner), ids: [owner.user.id] };
  },
  'delete own key, v2, no role': async (world) => {
    const owner = noRole(world);
    return { accessToken: await accessToken(world, owner), ids: [owner.user.id, owner.keyId] };
  },
};
