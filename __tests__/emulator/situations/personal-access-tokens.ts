import { addPersonalAccessToken } from '../../../emulators/zitadel/personal-access-tokens.ts';
import { SCOPE, type World, accessToken, account, administer, post } from '../world.ts';
import { ordinary } from './ordinary.ts';
import { type Filling, type Situations, each } from './situation.ts';

async function deleted(world: World): Promise<Filling> {
  const filling = await ordinary(world);
  world.emulator.state.personalAccessTokens.clear();
  return filling;
}

async function makerRevoked(world: World): Promise<Filling> {
  const owner = account(world, { roles: ['ORG_OWNER_VIEWER'] });
  const { userName } = owner.user;
  const token = await accessToken(world, owner, `${SCOPE} urn:zitadel:iam:org:project:id:${userName}:aud`);
  const made = addPersonalAccessToken(world.emulator.state, { user: owner.user });
  const form = { grant_type: 'client_credentials', client_id: userName, client_secret: owner.secret, token };
  if (!world.entry.name.startsWith('revoke ')) await post(world, '/oauth/v2/revoke', form);
  return { secret: owner.secret, accessToken: token, personalAccessToken: made.token };
}

/** Personal access tokens of v2, which an account makes and deletes for itself. */
export const personalAccessTokens: Situations = {
  'userinfo with that personal access token afterwards': deleted,
  'own personal access tokens, v2 search, fractions of a second': async (world) => {
    const owner = account(world);
    for (const fraction of ['123456789', '123456', '1', '5']) {
      const expirationDate = `2098-01-01T00:00:00.${fraction}Z`;
      await administer(world, `POST /v2/users/${owner.user.id}/pats`, { expirationDate });
    }
    return { accessToken: await accessToken(world, owner), ids: [owner.user.id] };
  },
  'delete own personal access token, v2, a second time': deleted,
  ...each(
    [
      'revoke the access token that made a personal access token',
      'orgs/me with the revoked access token',
      'orgs/me with the personal access token that it made',
      'userinfo with the personal access token that it made',
    ],
    makerRevoked,
  ),
};
