import { newId } from './ids.ts';
import { addOrganization } from './organizations.ts';
import { addPersonalAccessToken } from './personal-access-tokens.ts';
import type { State, Version } from './state.ts';
import { addUser } from './users.ts';

/**
 * The state of a server after its first start: with the organization "ZITADEL", and the service account "admin", an
 * IAM_OWNER.
 * @param now returns the time of the server's clock, in milliseconds
 * @returns the state, and a personal access token of "admin"
 */
export function stateOfAFreshInstance(version: Version, now: () => number): { state: State; adminToken: string } {
  const state: State = {
    version,
    now,
    instanceId: newId(),
    zitadelProjectId: newId(),
    firstOrganizationId: '',
    organizations: new Map(),
    users: new Map(),
    keys: new Map(),
    personalAccessTokens: new Map(),
    accessTokens: new Map(),
    projects: new Map(),
    applications: new Map(),
    memberships: [],
    authorizations: [],
    lists: () => ({ keys: [...state.keys.values()], personalAccessTokens: [...state.personalAccessTokens.values()] }),
    sequence: 1,
    creationDate: now(),
    changeDate: now(),
  };
  const organization = addOrganization(state, 'ZITADEL');
  state.firstOrganizationId = organization.id;
  const admin = addUser(state, { organizationId: organization.id, userName: 'admin' });
  state.memberships.push({ userId: admin.id, of: { instance: true }, roles: ['IAM_OWNER'] });
  // The first token has no scopes for the profile and the organization, so userinfo returns only the user ID.
  const { token } = addPersonalAccessToken(state, { user: admin, expirationDate: '2099-01-01T00:00:00Z', scopes: [] });
  return { state, adminToken: token };
}
