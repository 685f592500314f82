import { decodeJwt } from 'jose';
import { type Account, SCOPE, type World, accessToken, account, administer, created, post } from '../world.ts';
import { type Situation, type Situations, each } from './situation.ts';

const ROLES = { roles: ['ORG_OWNER_VIEWER'] };
const OWNER = 'urn:zitadel:iam:user:resourceowner';

function scopeFor(clientId: string): string {
  return `${SCOPE} urn:zitadel:iam:org:project:id:${clientId}:aud`;
}

/** Revokes a token as in the recorded request. */
async function revoke(world: World, form: Record<string, string>): Promise<void> {
  const { status, text } = await post(world, '/oauth/v2/revoke', form);
  if (status !== 200) throw new Error(`the revocation returned ${status} ${text}`);
}

async function revokeBySecret(world: World, loginName: string, { secret }: Account, token: string): Promise<void> {
  await revoke(world, { grant_type: 'client_credentials', client_id: loginName, client_secret: secret, token });
}

function ownNameInAudience(data = {}): Situation {
  return async (world) => {
    const owner = account(world, { ...ROLES, ...data });
    return { secret: owner.secret, accessToken: await accessToken(world, owner, scopeFor(owner.user.userName)) };
  };
}

function jwtAccount(world: World): Account {
  const userName = world.version === 'v4.x' ? 'jwt-bot-toza6k11' : 'jwt-bot-toza7f11';
  return account(world, { ...ROLES, userName, tokenType: 'JWT' });
}

async function jwtToken(world: World, owner: Account): Promise<string> {
  return accessToken(world, owner, `${scopeFor(owner.user.userName)} ${OWNER}`);
}

const jwtRevoked: Situation = async (world) => {
  const owner = jwtAccount(world);
  const token = await jwtToken(world, owner);
  await revokeBySecret(world, owner.user.userName, owner, token);
  return { secret: owner.secret, accessToken: token };
};

async function publicApplication(world: World): Promise<string> {
  const project = await created(world, '/management/v1/projects', { name: 'P' });
  const body = { name: 'C', appType: 'OIDC_APP_TYPE_NATIVE', authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE' };
  return (await created(world, `/management/v1/projects/${project['id']}/apps/oidc`, body))['clientId'] ?? '';
}

/** An account in an organization whose login names have the domain as a suffix. */
async function suffixed(world: World): Promise<Account & { loginName: string }> {
  const name = world.version === 'v4.x' ? 'Suffix toza6k' : 'Suffix toza7f';
  const organizationId = (await created(world, '/management/v1/orgs', { name }))['id'] ?? '';
  await administer(world, `POST /admin/v1/orgs/${organizationId}/policies/domain`, { userLoginMustBeDomain: true });
  const userName = world.version === 'v4.x' ? 'suffixed-toza6k12' : 'suffixed-toza7f12';
  const owner = account(world, { ...ROLES, userName, organizationId });
  return { ...owner, loginName: `${userName}@${name.toLowerCase().replace(' ', '-')}.localhost` };
}

function suffixedNaming(which: 'user name' | 'login name'): Situation {
  return async (world) => {
    const owner = await suffixed(world);
    const named = which === 'user name' ? owner.user.userName : owner.loginName;
    return { secret: owner.secret, accessToken: await accessToken(world, owner, scopeFor(named)) };
  };
}

/** Revocation, login names with a domain, and JWT access tokens. */
export const revocations: Situations = {
  ...each(
    ['revoke, client_credentials form, ordinary scopes', 'revoke, Basic only, ordinary scopes'],
    async (world) => {
      const owner = account(world);
      return { secret: owner.secret, accessToken: await accessToken(world, owner) };
    },
  ),
  ...each(
    [
      'revoke, client_credentials form, own user name in the audience',
      'revoke, Basic + grant_type, own user name in the audience',
    ],
    ownNameInAudience(),
  ),
  'orgs/me with that token afterwards': async (world) => {
    const owner = account(world, ROLES);
    const token = await accessToken(world, owner, scopeFor(owner.user.userName));
    await revokeBySecret(world, owner.user.userName, owner, token);
    return { accessToken: token };
  },
  'revoke by a public application whose client id is in the audience': async (world) => {
    const clientId = await publicApplication(world);
    return { accessToken: await accessToken(world, account(world), scopeFor(clientId)), ids: [clientId] };
  },
  'orgs/me with that token afterwards (2)': async (world) => {
    const clientId = await publicApplication(world);
    const token = await accessToken(world, account(world, ROLES), scopeFor(clientId));
    await revoke(world, { client_id: clientId, token });
    return { accessToken: token };
  },
  ...each(
    ['client_credentials, login name with a domain suffix', 'client_credentials, suffix left out'],
    async (world) => ({ secret: (await suffixed(world)).secret }),
  ),
  'revoke, suffixed login name, user name in the audience': suffixedNaming('user name'),
  'revoke, suffixed login name, whole login name in the audience': suffixedNaming('login name'),
  'orgs/me with that token afterwards (user name)': async (world) => {
    const owner = await suffixed(world);
    const token = await accessToken(world, owner, scopeFor(owner.user.userName));
    await revokeBySecret(world, owner.loginName, owner, token);
    return { accessToken: token };
  },
  'orgs/me with that token afterwards (whole login name)': suffixedNaming('login name'),
  'claims of a JWT access token': async (world) => ({ found: decodeJwt(await jwtToken(world, jwtAccount(world))) }),
  'userinfo of a JWT access token': async (world) => ({ accessToken: await jwtToken(world, jwtAccount(world)) }),
  'revoke a JWT access token': async (world) => {
    const owner = jwtAccount(world);
    return { secret: owner.secret, accessToken: await jwtToken(world, owner) };
  },
  ...each(['userinfo with that JWT afterwards', 'revoke it a second time'], jwtRevoked),
  'revoke a token that never was': (world) => ({ secret: jwtAccount(world).secret }),
  'revoke with a wrong secret': (world) => ({ secret: `${jwtAccount(world).secret}x` }),
  'revoke by an unknown public client': async (world) => ({ accessToken: await accessToken(world, account(world)) }),
};
