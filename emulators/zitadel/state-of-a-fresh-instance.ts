import { newId } from './ids.ts';
import { addOrganization } from './organizations.ts';
import { addPersonalAccessToken } from './personal-access-tokens.ts';
import type { State, Version } from './state.ts';
import { addUser } from './users.ts';

/**
 * The state of a server right after its first start.
 * In: the version to imitate and the server's clock. Out: the state, with the organization "ZITADEL" and
 * the service account "admin", an IAM_OWNER, and that account's personal access token.
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
    sequence: 1,
    creationDate: now(),
    changeDate: now(),
  };
  const organization = addOrganization(state, 'ZITADEL');
  state.firstOrganizationId = organization.id;
  const admin = addUser(state, { organizationId: organization.id, userName: 'admin' });
  state.memberships.push({ userId: admin.id, of: { instance: true }, roles: ['IAM_OWNER'] });
  // The first token is made without the scope for profile and organization: its userinfo holds the user id only.
  const { token } = addPersonalAccessToken(state, { user: admin, expirationDate: '2099-01-01T00:00:00Z', scopes: [] });
  return { state, adminToken: token };
}
