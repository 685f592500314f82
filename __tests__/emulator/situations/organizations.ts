import { removeOrganization } from '../../../emulators/zitadel/organization-removal.ts';
import { addOrganization } from '../../../emulators/zitadel/organizations.ts';
import type { Organization } from '../../../emulators/zitadel/state.ts';
import { suspendUser } from '../../../emulators/zitadel/users.ts';
import { type Account, type World, accessToken, account, created, recordedName } from '../world.ts';
import { differing, ordinary } from './ordinary.ts';
import { type Filling, type Situation, type Situations, each } from './situation.ts';

const VIEWER = { roles: ['ORG_OWNER_VIEWER'] };

/** A second organization, named as recorded. */
function other(world: World, beginning = 'Other'): Organization {
  return addOrganization(world.emulator.state, recordedName(world, beginning));
}

function otherAccount(world: World): Account {
  return account(world, { userName: 'other-bot-toza6k6', organizationId: other(world).id, ...VIEWER });
}

/** Two organizations. The request contains the ID of the second one. */
function aboutOther(beginning?: string, change: (organization: Organization) => void = () => {}): Situation {
  return async (world) => {
    const organization = other(world, beginning);
    change(organization);
    return { ...(await ordinary(world, VIEWER)), ids: [organization.id] };
  };
}

/** A token of an account in the second organization, which is changed after the token was issued. */
function ofOther(change: (world: World, organization: Organization) => void): Situation {
  return async (world) => {
    const owner = otherAccount(world);
    const token = await accessToken(world, owner);
    const organization = world.emulator.state.organizations.get(owner.user.organizationId);
    if (organization) change(world, organization);
    return { accessToken: token };
  };
}

function deactivated(organization: Organization): void {
  organization.state = 'inactive';
}

const removed = ofOther(({ emulator }, organization) => removeOrganization(emulator.state, organization));

/** Organizations and their projects. */
export const organizations: Situations = {
  ...each(
    [
      'orgs/me',
      'orgs/me, Authorization: bearer (lower case)',
      'orgs/me, organization that does not exist',
      'orgs/me, foreign host, x-zitadel-instance-host',
      'orgs/me, token without the ZITADEL audience',
      'orgs/me, opaque token asked for by https',
      'organization by id, v2 search',
    ],
    differing(VIEWER),
  ),
  'orgs/me, own organization named': async (world) => ({
    accessToken: await accessToken(world, account(world, VIEWER)),
    ids: [world.emulator.organization.id],
  }),
  ...each(['orgs/me, organization without membership', 'orgs/me, IAM_OWNER in another organization'], aboutOther()),
  'orgs/me, only a project role': async (world) => {
    const member = account(world);
    const project = await created(world, '/management/v1/projects', { name: 'P' });
    const of = { projectId: project['id'] ?? '' };
    world.emulator.state.memberships.push({ userId: member.user.id, of, roles: ['PROJECT_OWNER'] });
    return { accessToken: await accessToken(world, member) };
  },
  ...each(
    ['orgs/me, token of a service account deactivated since', 'userinfo, token of a service account deactivated since'],
    deactivatedSince,
  ),
  'orgs/me of the second organization, active': ofOther(() => {}),
  'token, organization deactivated': (world) => {
    const organization = other(world);
    organization.state = 'inactive';
    return { secret: account(world, { organizationId: organization.id }).secret };
  },
  ...each(
    ['orgs/me, organization deactivated', 'userinfo, organization deactivated'],
    ofOther((_, organization) => deactivated(organization)),
  ),
  ...each(['orgs/me, organization of the account removed', 'userinfo, organization of the account removed'], removed),
  'orgs/me, removed organization, IAM_OWNER': aboutOther('Life', (organization) => {
    organization.state = 'removed';
  }),
  'add organization, v2, name taken': aboutOther('Added'),
  'organization by id, v2 search, deactivated': aboutOther('Inactive', deactivated),
  'domains of the organization, with a role there': async (world) => {
    const filling = await ordinary(world, VIEWER);
    const domain = /[\w-]+\.localhost/.exec(JSON.stringify(world.entry.response.body))?.[0] ?? '';
    world.emulator.organization.primaryDomain = domain;
    return filling;
  },
  'add project, v2, name taken': async (world) => {
    await created(world, '/management/v1/projects', { name: 'Default' });
    return ordinary(world);
  },
  'generate a secret, login name with a domain suffix': async (world) => {
    const filling = await ordinary(world);
    const domain = /@([\w.-]+)/.exec(JSON.stringify(world.entry.response.body))?.[1] ?? '';
    const organization = world.emulator.state.organizations.get(filling.ids?.[1] ?? '');
    Object.assign(organization ?? {}, { loginNamesHaveDomain: true, primaryDomain: domain });
    return filling;
  },
};

async function deactivatedSince(world: World): Promise<Filling> {
  const owner = account(world, VIEWER);
  const token = await accessToken(world, owner);
  suspendUser(world.emulator.state, owner.user, 'inactive');
  return { accessToken: token };
}
