import { detailsOfChange, detailsOfCreation, detailsOfReading, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { removeOrganization } from '../organization-removal.ts';
import { addOrganization, organizationById } from '../organizations.ts';
import type { Organization } from '../state.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';

/** Organizations. */
export const organizationRoutes: Route[] = [
  { call: 'GET /management/v1/orgs/me', permission: 'org.read', run: getMyOrganization },
  { call: 'POST /management/v1/orgs', permission: 'org.create', run: createOrganization },
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
  const name = nameField(body, 'name', 'AddOrgRequest.Name');
  if ([...state.organizations.values()].some((other) => other.name === name && other.state !== 'removed')) {
    throw new ApiRefusal({ code: 6, message: "Organisation's name or id already taken", id: 'V3-DKcYh' });
  }
  const organization = addOrganization(state, name);
  return { id: organization.id, details: detailsOfCreation(state, organization, organization.id) };
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
