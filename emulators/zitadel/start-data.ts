import { addKey } from './keys.ts';
import { addOrganization } from './organizations.ts';
import { addPersonalAccessToken } from './personal-access-tokens.ts';
import { randomLettersAndDigits } from './random.ts';
import type { Application, Organization, Project, State, User } from './state.ts';
import { newAggregate } from './aggregates.ts';
import { newId } from './ids.ts';
import { addUser, loginName } from './users.ts';

/** The objects that exist at the start of an emulator, in addition to the first organization and the administrator. */
export interface StartData {
  organizations?: (Pick<Organization, 'name'> & Partial<Pick<Organization, 'id' | 'state' | 'loginNamesHaveDomain'>>)[];
  projects?: (Pick<Project, 'name'> & Partial<Pick<Project, 'id' | 'organizationId'>>)[];
  applications?: (Pick<Application, 'name' | 'projectId'> & Partial<Application>)[];
  serviceAccounts?: ServiceAccountData[];
}

export interface ServiceAccountData {
  userName: string;
  /** The user name by default. */
  name?: string;
  /** The first organization by default. */
  organizationId?: string;
  /** A client secret; `true` for a secret that the server generates. */
  secret?: string | true;
  /** A key that the server generates; `true` for a key that never expires. */
  key?: true | { expirationDate: string };
  /** A personal access token; `true` for a token that never expires. */
  personalAccessToken?: true | { expirationDate: string };
  /** Roles in the organization of the account (`ORG_…`) or in the instance (`IAM_…`). */
  roles?: readonly string[];
  tokenType?: User['tokenType'];
  state?: User['state'];
}

/** The IDs and credentials of a service account. The type contains only the credentials in the data. */
type ServiceAccount<D extends ServiceAccountData> = {
  userId: string;
  loginName: string;
} & (D extends { secret: string | true } ? { clientSecret: string } : unknown) &
  (D extends { key: object | true } ? { keyId: string; keyJson: string } : unknown) &
  (D extends { personalAccessToken: object | true } ? { personalAccessToken: string } : unknown);

/** The IDs and credentials of a service account, if the type of the data is not known. */
export interface AnyServiceAccount {
  userId: string;
  loginName: string;
  clientSecret?: string;
  keyId?: string;
  keyJson?: string;
  personalAccessToken?: string;
}

/** Adds a service account with its credentials and roles. */
export function addServiceAccount<const D extends ServiceAccountData>(state: State, data: D): ServiceAccount<D>;
export function addServiceAccount(state: State, data: ServiceAccountData): AnyServiceAccount {
  const { userName, name, organizationId = state.firstOrganizationId, secret, key, personalAccessToken } = data;
  const { roles = [], tokenType = 'opaque' } = data;
  const user = addUser(state, { organizationId, userName, tokenType, ...(name !== undefined && { name }) });
  if (secret !== undefined) user.clientSecret = secret === true ? randomLettersAndDigits(64) : secret;
  const file = key && addKey(state, { user, ...(key !== true && key) }).file;
  const pat =
    personalAccessToken &&
    addPersonalAccessToken(state, { user, ...(personalAccessToken !== true && personalAccessToken) });
  const creationDate = state.now();
  const inInstance = roles.filter((role) => role.startsWith('IAM_'));
  const inOrganization = roles.filter((role) => !role.startsWith('IAM_'));
  for (const [of, given] of [
    [{ organizationId }, inOrganization],
    [{ instance: true }, inInstance],
  ] as const) {
    if (given.length > 0) state.memberships.push({ userId: user.id, of, roles: given, creationDate });
  }
  user.state = data.state ?? 'active';
  return {
    userId: user.id,
    loginName: loginName(state, user),
    ...(user.clientSecret !== undefined && { clientSecret: user.clientSecret }),
    ...(file && { keyId: file.keyId, keyJson: JSON.stringify(file) }),
    ...(pat && { personalAccessToken: pat.token }),
  };
}

/** Adds all objects of the data. @returns the service accounts by user name */
export function addStartData(state: State, data: StartData): Record<string, AnyServiceAccount> {
  for (const { name, ...fields } of data.organizations ?? []) {
    const organization = addOrganization(state, name);
    state.organizations.delete(organization.id);
    Object.assign(organization, fields);
    state.organizations.set(organization.id, organization);
  }
  for (const fields of data.projects ?? []) {
    const project = { id: newId(), organizationId: state.firstOrganizationId, ...newAggregate(state), ...fields };
    state.projects.set(project.id, project);
  }
  for (const fields of data.applications ?? []) {
    const application = {
      id: newId(),
      clientId: newId(),
      kind: 'OIDC' as const,
      authMethod: 'none' as const,
      ...fields,
    };
    state.applications.set(application.id, application);
  }
  return Object.fromEntries((data.serviceAccounts ?? []).map((one) => [one.userName, addServiceAccount(state, one)]));
}
