import { detailsOfCreation, touch } from '../aggregates.ts';
import { organizationById } from '../organizations.ts';
import type { Aggregate, Membership } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { stringsField } from './fields.ts';
import { type Level, isRole } from './permissions.ts';
import { projectOf } from './projects.ts';
import type { ApiCall, Route } from './route.ts';

/** Roles in an organization and in a project. */
export const membershipRoutes: Route[] = [
  { call: 'POST /management/v1/orgs/me/members', permission: 'org.member.write', run: addToOrganization },
  { call: 'POST /management/v1/projects/{projectId}/members', permission: 'project.member.write', run: addToProject },
];

function addToOrganization(call: ApiCall): unknown {
  const { organizationId } = call.caller;
  const aggregate = organizationById(call.state, organizationId);
  return add(call, { of: { organizationId }, level: 'ORG', aggregate });
}

function addToProject(call: ApiCall): unknown {
  const project = projectOf(call);
  return add(call, { of: { projectId: project.id }, level: 'PROJECT', aggregate: project });
}

interface Place {
  of: Membership['of'];
  level: Level;
  aggregate: Aggregate;
}

function add({ state, caller, body }: ApiCall, { of, level, aggregate }: Place): unknown {
  const userId = String(body['userId']);
  const roles = stringsField(body, 'roles');
  if (roles.length === 0 || !roles.every((role) => isRole(state, role, level)))
    unrecorded(`roles: ${roles.join(', ')}`);
  if (!state.users.has(userId)) unrecorded('a role for an unknown user');
  const place = JSON.stringify(of);
  const isThere = state.memberships.some((one) => one.userId === userId && JSON.stringify(one.of) === place);
  if (isThere) unrecorded('roles given twice at the same place');
  touch(state, aggregate);
  state.memberships.push({ userId, of, roles, creationDate: state.now() });
  return { details: detailsOfCreation(state, aggregate, caller.organizationId) };
}
