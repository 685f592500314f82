import { touch } from './aggregates.ts';
import type { Organization, State } from './state.ts';
import { removeUser } from './users.ts';

/** Removes an organization with its users and projects. */
export function removeOrganization(state: State, organization: Organization): void {
  touch(state, organization);
  organization.state = 'removed';
  for (const user of state.users.values()) {
    // Issued tokens stay known, because the server responds differently to them than to tokens that were never issued.
    if (user.organizationId === organization.id) removeUser(state, user, { keepAccessTokens: true });
  }
  for (const project of state.projects.values()) {
    if (project.organizationId === organization.id) state.projects.delete(project.id);
  }
  for (const application of state.applications.values()) {
    if (!state.projects.has(application.projectId)) state.applications.delete(application.id);
  }
  state.memberships = state.memberships.filter(
    ({ of }) =>
      !('organizationId' in of && of.organizationId === organization.id) &&
      !('projectId' in of && !state.projects.has(of.projectId)),
  );
}
