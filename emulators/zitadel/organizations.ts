import { newAggregate } from './aggregates.ts';
import { newId } from './ids.ts';
import type { Organization, State } from './state.ts';

/** Adds an organization. The primary domain is derived from the name, as on the server. */
export function addOrganization(state: State, name: string): Organization {
  const organization: Organization = {
    id: newId(),
    name,
    primaryDomain: `${name.toLowerCase().replaceAll(' ', '-')}.localhost`,
    state: 'active',
    loginNamesHaveDomain: false,
    ...newAggregate(state),
  };
  // The server counts the steps of creating an organization (name, domain, verification, primary) as changes.
  organization.sequence = 5;
  state.organizations.set(organization.id, organization);
  return organization;
}

/** Finds an organization by ID, including removed organizations, because the server still knows their names. */
export function organizationById(state: State, id: string): Organization {
  const organization = state.organizations.get(id);
  if (!organization) throw new Error(`the emulator has no organization ${id}`);
  return organization;
}
