import { detailsOfChange, detailsOfCreation, detailsOfReading, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import { removeOrganization } from '../organization-removal.ts';
import { addOrganization, organizationById } from '../organizations.ts';
import type { Organization, State } from '../state.ts';
import { requirePermission } from './authorization.ts';
import { nameField } from './fields.ts';
import { permits, rolesIn } from './permissions.ts';
import type { ApiCall, Route } from './route.ts';
import { v2List } from './search.ts';

/** Organizations. */
export const organizationRoutes: Route[] = [
  { call: 'GET /management/v1/orgs/me', permission: 'org.read', run: getMyOrganization },
  { call: 'POST /management/v1/orgs', permission: 'org.create', run: createOrganization },
  { call: 'POST /v2/organizations', status: 201, run: createOrganizationV2 },
  { call: 'POST /v2/organizations/_search', run: searchOrganizations },
  { call: 'DELETE /management/v1/orgs/me', permission: 'org.delete', run: deleteMyOrganization },
  { call: 'POST /management/v1/orgs/me/_deactivate', permission: 'org.write', run: deactivateMyOrganization },
  { call: 'POST /management/v1/orgs/me/_reactivate', permission: 'org.write', run: reactivateMyOrganization },
  {
    call: 'POST /admin/v1/orgs/{organizationId}/policies/domain',
    permission: 'iam.policy.write',
    run: addDomainPolicy,
  },
];

function mine({ state, caller }: ApiCall): Organization {
  return organizationById(state, caller.organizationId);
}

function getMyOrganization(call: ApiCall): unknown {
  const organization = mine(call);
  const { id, name, primaryDomain } = organization;
  // A removed organization has the state's zero value, and zero values are left out.
  const state = organization.state === 'removed' ? {} : { state: `ORG_STATE_${organization.state.toUpperCase()}` };
  return { org: { id, details: detailsOfReading(organization, id), ...state, name, primaryDomain } };
}

function createOrganization({ state, body }: ApiCall): unknown {
  const organization = newOrganization(state, nameField(body, 'name', 'AddOrgRequest.Name'));
  return { id: organization.id, details: detailsOfCreation(state, organization, organization.id) };
}

function createOrganizationV2({ state, caller, body }: ApiCall): unknown {
  const name = nameField(body, 'name', 'AddOrganizationRequest.Name');
  // A right of the instance, which no role in an organization gives.
  requirePermission(state, { ...caller, organizationId: '' }, { permission: 'org.create', id: 'AUTH-AWfge' });
  const organization = newOrganization(state, name);
  return { organizationId: organization.id, details: detailsOfChange(organization, organization.id) };
}

/** An organization by its id. One that the caller may not read is counted, and not shown. */
function searchOrganizations({ state, caller: { user }, body }: ApiCall): unknown {
  const [query] = Array.isArray(body['queries']) ? (body['queries'] as unknown[]) : [];
  const byId = isJsonObject(query) ? query['idQuery'] : undefined;
  if (!isJsonObject(byId)) throw new Error(`no answer to the query ${JSON.stringify(query)} was recorded`);
  const organization = state.organizations.get(String(byId['id']));
  const isShown = organization && permits(rolesIn(state, user, organization.id) ?? [], 'org.read');
  const found = isShown ? [organizationAnswer(organization)] : [];
  return v2List(state, { total: organization ? 1 : 0, result: found });
}

function organizationAnswer(organization: Organization): object {
  const { id, name, primaryDomain } = organization;
  const state = `ORGANIZATION_STATE_${organization.state.toUpperCase()}`;
  return { id, details: detailsOfReading(organization, id), state, name, primaryDomain };
}

function newOrganization(state: State, name: string): Organization {
  if ([...state.organizations.values()].some((other) => other.name === name && other.state !== 'removed')) {
    throw new ApiRefusal({ code: 6, message: "Organisation's name or id already taken", id: 'V3-DKcYh' });
  }
  return addOrganization(state, name);
}

function deleteMyOrganization(call: ApiCall): unknown {
  const organization = mine(call);
  removeOrganization(call.state, organization);
  return { details: detailsOfChange(organization, call.state.instanceId) };
}

function deactivateMyOrganization(call: ApiCall): unknown {
  const organization = mine(call);
  if (organization.state === 'inactive') {
    throw new ApiRefusal({ code: 9, message: 'Organisation is already deactivated', id: 'EVENT-Dbs2g' });
  }
  touch(call.state, organization);
  organization.state = 'inactive';
  return { details: detailsOfChange(organization, organization.id) };
}

function reactivateMyOrganization(call: ApiCall): unknown {
  const organization = mine(call);
  if (organization.state === 'active') {
    throw new ApiRefusal({ code: 9, message: 'Organisation is already active', id: 'EVENT-bfnrh' });
  }
  touch(call.state, organization);
  organization.state = 'active';
  return { details: detailsOfChange(organization, organization.id) };
}

function addDomainPolicy({ state, ids, body }: ApiCall): unknown {
  const organization = state.organizations.get(ids['organizationId'] ?? '');
  if (!organization) throw new ApiRefusal({ code: 9, message: 'Organisation not found', id: 'COMMAND-QXPGs' });
  if (organization.loginNamesHaveDomain) {
    throw new ApiRefusal({ code: 6, message: 'Errors.Org.DomainPolicy.AlreadyExists', id: 'ORG-1M8ds' });
  }
  touch(state, organization);
  organization.loginNamesHaveDomain = body['userLoginMustBeDomain'] === true;
  return { details: detailsOfCreation(state, organization, organization.id) };
}
