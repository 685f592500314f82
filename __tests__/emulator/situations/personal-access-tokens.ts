import { addPersonalAccessToken } from '../../../emulators/zitadel/personal-access-tokens.ts';
import { type Account, FAR, SCOPE, type World, accessToken, account, administer, post } from '../world.ts';
import { type Filling, type Situation, type Situations, each } from './situation.ts';

const READER = { roles: ['ORG_OWNER_VIEWER'] };

interface Owner extends Account {
  token: string;
  tokenId: string;
}

function ownerOf(world: World, expirationDate = FAR): Owner {
  const owner = account(world);
  const { token, id: tokenId } = addPersonalAccessToken(world.emulator.state, { user: owner.user, expirationDate });
  return { ...owner, token, tokenId };
}

function expired(world: World): Owner {
  return ownerOf(world, new Date(Date.now() - 1).toISOString());
}

/** An account calls with an access token, about itself or about another account. */
function calling({ roles = [] as string[], scope = SCOPE, another = false } = {}): Situation {
  return async (world) => {
    const caller = account(world, { roles });
    const subject = another ? account(world, { userName: 'another' }) : caller;
    return { accessToken: await accessToken(world, caller, scope), ids: [subject.user.id] };
  };
}

/** The account calls with its access token, and names one of its personal access tokens. */
function naming(owned: (world: World) => Owner, ids: (owner: Owner) => string[]): Situation {
  return async (world) => {
    const owner = owned(world);
    return { accessToken: await accessToken(world, owner), personalAccessToken: owner.token, ids: ids(owner) };
  };
}

const userAndToken = ({ user, tokenId }: Owner): string[] => [user.id, tokenId];

function deleted(ids: (owner: Owner) => string[]): Situation {
  return naming((world) => {
    const owner = ownerOf(world);
    world.emulator.state.personalAccessTokens.delete(owner.token);
    return owner;
  }, ids);
}

async function makerRevoked(world: World): Promise<Filling> {
  const { user, secret, ...rest } = account(world, READER);
  const scope = `${SCOPE} urn:zitadel:iam:org:project:id:${user.userName}:aud`;
  const token = await accessToken(world, { user, secret, ...rest }, scope);
  const made = addPersonalAccessToken(world.emulator.state, { user });
  const form = { grant_type: 'client_credentials', client_id: user.userName, client_secret: secret, token };
  if (!world.entry.name.startsWith('revoke ')) await post(world, '/oauth/v2/revoke', form);
  return { secret, accessToken: token, personalAccessToken: made.token };
}

/** Personal access tokens of v2, which an account makes and deletes for itself. */
export const personalAccessTokens: Situations = {
  ...each(
    [
      'add own personal access token, v2, no role',
      'add own personal access token, v2, a date in the past',
      'add own personal access token, v2, no date',
      'add own personal access token, v2, no Authorization',
      'add personal access token of an unknown user, v2',
      'delete personal access token, v2, unknown id',
    ],
    calling(),
  ),
  'add own personal access token, v2, token without the ZITADEL audience': calling({ scope: 'openid' }),
  'add personal access token of another, v2, no role': calling({ another: true }),
  'add personal access token of another, v2, ORG_OWNER_VIEWER': calling({ another: true, ...READER }),
  'delete personal access token of another, v2, no role': async (world) => {
    const { user, tokenId } = ownerOf(world);
    return {
      ...(await calling()({ ...world, entry: { name: '', response: { body: 'x-toza1' } } })),
      ids: [user.id, tokenId],
    };
  },
  'userinfo, own personal access token of v2': naming(ownerOf, () => []),
  'delete own personal access token, v2, with itself': naming(ownerOf, userAndToken),
  ...each(
    ['userinfo with that personal access token afterwards', 'delete own personal access token, v2, a second time'],
    deleted(userAndToken),
  ),
  'own personal access tokens, v2 search, fractions of a second': async (world) => {
    const owner = account(world);
    for (const fraction of ['123456789', '123456', '1', '5']) {
      const expirationDate = `2098-01-01T00:00:00.${fraction}Z`;
      const path = `POST /v2/users/${owner.user.id}/pats`;
      await administer(world, path, { expirationDate });
    }
    return { accessToken: await accessToken(world, owner), ids: [owner.user.id] };
  },
  'delete own expired personal access token, v2, with itself': naming(expired, userAndToken),
  'delete own expired personal access token, v2, with an access token': naming(expired, userAndToken),
  'own expired personal access token, v2 search': naming(expired, ({ user }) => [user.id]),
  'own personal access token by id, v2 search': naming(expired, ({ tokenId }) => [tokenId]),
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
