import { newId } from '../../../emulators/zitadel/ids.ts';
import { removeOrganization } from '../../../emulators/zitadel/organization-removal.ts';
import { addOrganization } from '../../../emulators/zitadel/organizations.ts';
import { addPersonalAccessToken } from '../../../emulators/zitadel/personal-access-tokens.ts';
import type { Organization } from '../../../emulators/zitadel/state.ts';
import { type Account, type World, accessToken, account, recordedName } from '../world.ts';
import { type Situations, anything, each } from './situation.ts';

interface Place {
  organization: Organization;
  owner: Account;
  /** What stands for the recorded ids, by the word in front of them. */
  ids: Record<string, string>;
}

/** An account, with all that can belong to one, in the organization in which the recorded call acts. */
function placeOf(world: World): Place {
  const { state } = world.emulator;
  const request = JSON.stringify(world.entry.request);
  const organization = addOrganization(state, recordedName(world, 'Life'));
  organization.loginNamesHaveDomain = true;
  organization.primaryDomain = /@([\w.-]+)/.exec(JSON.stringify(world.entry))?.[1] ?? organization.primaryDomain;
  const organizationId = request.includes('orgid') ? organization.id : state.firstOrganizationId;
  // Where the request makes an account, its name is still free.
  const owner = account(world, { organizationId, ...(request.includes('userName') && { userName: 'owner' }) });
  const project = { id: newId(), name: 'Other', organizationId, sequence: 1, creationDate: 0, changeDate: 0 };
  state.projects.set(project.id, project);
  const application = { id: newId(), clientId: newId(), projectId: project.id, name: 'Other' };
  state.applications.set(application.id, { ...application, kind: 'API', authMethod: 'private key JWT' });
  const token = addPersonalAccessToken(state, { user: owner.user });
  const [userId, orgId] = [owner.user.id, organization.id];
  const ofPath = {
    orgs: orgId,
    users: userId,
    projects: project.id,
    apps: application.id,
    keys: owner.keyId,
    pats: token.id,
  };
  return { organization, owner, ids: { ...ofPath, orgid: orgId, userId } };
}

/** The ids in the order in which the recorded request has them. */
function inOrder(world: World, ids: Place['ids']): string[] {
  const text = JSON.stringify(world.entry.request);
  return [...text.matchAll(/(\w+)[\W]+\d{18}/g)].map(([, word = '']) => ids[word] ?? '');
}

/** What an administrator makes and ends. */
export const provisioning: Situations = {
  ...each(
    [
      'add domain policy',
      'add service account',
      'add service account, JWT',
      'generate a secret, login name with a domain suffix',
      'generate a secret',
      'give a role in the organization',
      'add project',
      'give a role in a project',
      'add public application',
      'add API application',
      'add key of an API application',
      'add key of another, v2, IAM_OWNER',
      'delete key of another, v2, IAM_OWNER',
      'add personal access token of another, v2, IAM_OWNER',
      'delete personal access token of another, v2, IAM_OWNER',
      'deactivate service account',
      'lock service account',
      'remove service account',
      'deactivate organization',
      'remove organization',
    ],
    (world) => ({ ids: inOrder(world, placeOf(world).ids) }),
  ),
  ...each(['add organization', 'add human user'], anything),
  ...each(['orgs/me, removed organization, IAM_OWNER', 'token, organization removed'], (world) => {
    const { organization, owner } = placeOf(world);
    removeOrganization(world.emulator.state, organization);
    return { ids: [organization.id], secret: owner.secret };
  }),
  ...each(
    ['orgs/me, organization of the account removed', 'userinfo, organization of the account removed'],
    async (world) => {
      const organization = addOrganization(world.emulator.state, 'Life');
      const token = await accessToken(world, account(world, { organizationId: organization.id }));
      removeOrganization(world.emulator.state, organization);
      return { accessToken: token };
    },
  ),
};
