import { type Account, SCOPE, type World, accessToken, account, administer, created } from '../world.ts';
import { type Filling, type Situation, type Situations, anything, each } from './situation.ts';

const VIEWER = { roles: ['ORG_OWNER_VIEWER'] };

function withRoles(roles: string[], scope = SCOPE): Situation {
  return async (world) => ({ accessToken: await accessToken(world, account(world, { roles }), scope) });
}

async function otherOrganization(world: World): Promise<string> {
  // Its name is in some of the recorded answers; in the others no name matters.
  const name = /"name":"(Other [^"]+)"/.exec(JSON.stringify(world.entry.response.body))?.[1] ?? 'Other toza6k';
  return (await created(world, '/management/v1/orgs', { name }))['id'] ?? '';
}

async function otherAccount(world: World): Promise<Account> {
  return account(world, { userName: 'other-bot-toza6k6', organizationId: await otherOrganization(world), ...VIEWER });
}

async function deactivate(world: World, organizationId: string): Promise<void> {
  await administer(world, 'POST /management/v1/orgs/me/_deactivate', {}, organizationId);
}

/** `GET /management/v1/orgs/me`. */
export const organizations: Situations = {
  ...each(
    [
      'orgs/me',
      'orgs/me, Authorization: bearer (lower case)',
      'orgs/me, organization that does not exist',
      'orgs/me, foreign host, x-zitadel-instance-host',
      'orgs/me, unknown host',
    ],
    withRoles(VIEWER.roles),
  ),
  ...each(['orgs/me, garbage token', 'orgs/me, no Authorization'], anything),
  'orgs/me, own organization named': async (world) => {
    const { accessToken: token } = await withRoles(VIEWER.roles)(world);
    return { ...(token !== undefined && { accessToken: token }), ids: [world.emulator.organization.id] };
  },
  'orgs/me, token without the ZITADEL audience': withRoles(VIEWER.roles, 'openid'),
  'orgs/me, Authorization: Basic': (world) => ({ secret: account(world).secret }),
  'orgs/me, organization without membership': async (world) => ({
    accessToken: await accessToken(world, account(world, VIEWER)),
    ids: [await otherOrganization(world)],
  }),
  'orgs/me, no role at all': withRoles([]),
  'orgs/me, only a project role': async (world) => {
    const member = account(world);
    const project = await created(world, '/management/v1/projects', { name: 'P' });
    const body = { userId: member.user.id, roles: ['PROJECT_OWNER'] };
    await administer(world, `POST /management/v1/projects/${project['id']}/members`, body);
    return { accessToken: await accessToken(world, member) };
  },
  'orgs/me, ORG_USER_MANAGER': withRoles(['ORG_USER_MANAGER']),
  'orgs/me, ORG_PROJECT_CREATOR': withRoles(['ORG_PROJECT_CREATOR']),
  'orgs/me, IAM_OWNER in another organization': async (world) => ({ ids: [await otherOrganization(world)] }),
  'orgs/me, token of a service account deactivated since': deactivatedSince,
  'userinfo, token of a service account deactivated since': deactivatedSince,
  'orgs/me of the second organization, active': async (world) => ({
    accessToken: await accessToken(world, await otherAccount(world)),
  }),
  'token, organization deactivated': async (world) => {
    const { user, secret } = account(world, { organizationId: await otherOrganization(world) });
    await deactivate(world, user.organizationId);
    return { secret };
  },
  ...each(['orgs/me, organization deactivated', 'userinfo, organization deactivated'], async (world) => {
    const owner = await otherAccount(world);
    await deactivate(world, owner.user.organizationId);
    return { accessToken: await accessToken(world, owner) };
  }),
};

async function deactivatedSince(world: World): Promise<Filling> {
  const owner = account(world, VIEWER);
  const token = await accessToken(world, owner);
  await administer(world, `POST /management/v1/users/${owner.user.id}/_deactivate`, {});
  return { accessToken: token };
}
