import { detailsOfChange, detailsOfCreation, detailsOfReading, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import { removeOrganization } from '../organization-removal.ts';
import { addOrganization, organizationById } from '../organizations.ts';
import type { Organization, State } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { requirePermission } from './authorization.ts';
import { nameField } from './fields.ts';
import { mayRead } from './permissions.ts';
import type { ApiCall, Route } from './route.ts';
import { v2List } from './search.ts';

/** Organizations. */
export const organizationRoutes: Route[] = [
  { call: 'GET /management/v1/orgs/me', permission: 'org.read', run: getMine },
  { call: 'POST /management/v1/orgs', permission: 'org.create', run: create },
  { call: 'DELETE /management/v1/orgs/me', permission: 'org.delete', run: deleteMine },
  { call: 'POST /management/v1/orgs/me/_deactivate', permission: 'org.write', run: deactivateMine },
  {
    call: 'POST /admin/v1/orgs/{organizationId}/policies/domain',
    permission: 'iam.policy.write',
    run: addDomainPolicy,
  },
  { call: 'POST /v2/organizations', status: 201, run: createV2 },
  { call: 'POST /v2/organizations/_search', run: search },
  { call: 'POST /v2/organizations/{organizationId}/domains/search', run: searchDomains },
];

function mine({ state, caller }: ApiCall): Organization {
  return organizationById(state, caller.organizationId);
}

function getMine(call: ApiCall): unknown {
  const organization = mine(call);
  const { id, name, primaryDomain } = organization;
  // The state of a removed organization is the zero value, and the server omits zero values.
  const state = organization.state === 'removed' ? {} : { state: `ORG_STATE_${organization.state.toUpperCase()}` };
  return { org: { id, details: detailsOfReading(organization, id), ...state, name, primaryDomain } };
}

function create({ state, body }: ApiCall): unknown {
  const organization = newOrganization(state, nameField(body, 'name', 'AddOrgRequest.Name'));
  return { id: organization.id, details: detailsOfCreation(state, organization, organization.id) };
}

function createV2({ state, caller, body }: ApiCall): unknown {
  const name = nameField(body, 'name', 'AddOrganizationRequest.Name');
  // This permission belongs to the instance, so no role in an organization includes it.
  requirePermission(state, { ...caller, organizationId: '' }, { permission: 'org.create', id: 'AUTH-AWfge' });
  const organization = newOrganization(state, name);
  return { organizationId: organization.id, details: detailsOfChange(organization, organization.id) };
}

function newOrganization(state: State, name: string): Organization {
  if ([...state.organizations.values()].some((other) => other.name === name && other.state !== 'removed')) {
    throw new ApiRefusal({ code: 6, message: "Organisation's name or id already taken", id: 'V3-DKcYh' });
  }
  return addOrganization(state, name);
}

/** Searches an organization by ID or exact name. An organization that the caller may not read is counted, but not returned. */
function search({ state, caller: { user }, body }: ApiCall): unknown {
  const [query] = Array.isArray(body['queries']) ? (body['queries'] as unknown[]) : [];
  const { idQuery: byId, nameQuery: byName } = isJsonObject(query) ? query : {};
  const isExact = isJsonObject(byName) && byName['method'] === 'TEXT_QUERY_METHOD_EQUALS';
  if (!isJsonObject(byId) && !isExact) unrecorded(`the query ${JSON.stringify(query)}`);
  const organization = isJsonObject(byId)
    ? state.organizations.get(String(byId['id']))
    : [...state.organizations.values()].find(({ name }) => isExact && name === byName['name']);
  const shown = organization && mayRead(state, { user, organizationId: organization.id }, 'org.read');
  return v2List(state, { total: organization ? 1 : 0, result: shown ? [listed(organization)] : [] });
}

function listed(organization: Organization): object {
  const { id, name, primaryDomain, state } = organization;
  if (state === 'removed') unrecorded('a search for a removed organization');
  const details = detailsOfReading(organization, id);
  return { id, details, state: `ORGANIZATION_STATE_${state.toUpperCase()}`, name, primaryDomain };
}

/** The domains of an organization, which are returned only to callers that may read the organization. */
function searchDomains({ state, caller: { user }, ids: { organizationId = '' } }: ApiCall): unknown {
  const organization = state.organizations.get(organizationId);
  if (organization?.state === 'removed') unrecorded('the domains of a removed organization');
  if (!organization || !mayRead(state, { user, organizationId }, 'org.read')) return { pagination: {} };
  const domain = { organizationId, domain: organization.primaryDomain, isVerified: true, isPrimary: true };
  return { pagination: { totalResult: '1' }, domains: [domain] };
}

function deleteMine(call: ApiCall): unknown {
  const organization = mine(call);
  removeOrganization(call.state, organization);
  return { details: detailsOfChange(organization, call.state.instanceId) };
}

function deactivateMine(call: ApiCall): unknown {
  const organization = mine(call);
  if (organization.state !== 'active') unrecorded('the deactivation of an organization that is not active');
  touch(call.state, organization);
  organization.state = 'inactive';
  return { details: detailsOfChange(organization, organization.id) };
}

function addDomainPolicy({ state, ids, body }: ApiCall): unknown {
  const organization = state.organizations.get(ids['organizationId'] ?? '') ?? unrecorded('an unknown organization');
  touch(state, organization);
  organization.loginNamesHaveDomain = body['userLoginMustBeDomain'] === true;
  return { details: detailsOfCreation(state, organization, organization.id) };
}
