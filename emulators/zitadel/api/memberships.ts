import { detailsOfChange, detailsOfCreation, touch } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { organizationById } from '../organizations.ts';
import type { Aggregate, Membership, State } from '../state.ts';
import { stringsField } from './fields.ts';
import { isRole } from './permissions.ts';
import { projectOf } from './projects.ts';
import type { ApiCall, Route } from './route.ts';

const PROJECT = '/management/v1/projects/{projectId}/members';

/** Roles in an organization, in a project and in the instance. */
export const membershipRoutes: Route[] = [
  {
    call: 'POST /management/v1/orgs/me/members',
    permission: 'org.member.write',
    run: (call) => add(call, organization(call)),
  },
  {
    call: 'DELETE /management/v1/orgs/me/members/{userId}',
    permission: 'org.member.delete',
    run: (call) => remove(call, organization(call)),
  },
  { call: `POST ${PROJECT}`, permission: 'project.member.write', run: (call) => add(call, project(call)) },
  {
    call: `DELETE ${PROJECT}/{userId}`,
    permission: 'project.member.write',
    run: (call) => remove(call, project(call)),
  },
  { call: 'POST /admin/v1/members', permission: 'iam.member.write', run: (call) => add(call, instance(call)) },
  {
    call: 'DELETE /admin/v1/members/{userId}',
    permission: 'iam.member.write',
    run: (call) => remove(call, instance(call)),
  },
];

/** Where roles are given, and how the server refuses there. */
interface Place {
  of: Membership['of'];
  level: 'IAM' | 'ORG' | 'PROJECT';
  aggregate: Aggregate;
  resourceOwner: string;
  errors: { role: ApiError; user: ApiError; twice: ApiError };
}

const USER_NOT_FOUND = 'User could not be found';

function organization({ state, caller: { organizationId } }: ApiCall): Place {
  return {
    of: { organizationId },
    level: 'ORG',
    aggregate: organizationById(state, organizationId),
    resourceOwner: organizationId,
    errors: {
      role: { code: 3, message: 'Errors.Org.MemberInvalid', id: 'Org-4N8es' },
      user: { code: 9, message: USER_NOT_FOUND, id: 'ORG-GoXOn' },
      twice: { code: 6, message: 'Errors.Org.Member.AlreadyExists', id: 'ORG-poWwe' },
    },
  };
}

function project(call: ApiCall): Place {
  const aggregate = projectOf(call, { code: 9, message: 'Project not found', id: 'COMMAND-EbFMN' });
  return {
    of: { projectId: aggregate.id },
    level: 'PROJECT',
    aggregate,
    resourceOwner: aggregate.organizationId,
    errors: {
      role: { code: 3, message: 'Project member is invalid', id: 'PROJECT-3m9ds' },
      user: { code: 9, message: USER_NOT_FOUND, id: 'COMMAND-uXHNj' },
      twice: { code: 6, message: 'Project member already exists', id: 'PROJECT-PtXi1' },
    },
  };
}

function instance({ state }: ApiCall): Place {
  return {
    of: { instance: true },
    level: 'IAM',
    aggregate: state,
    resourceOwner: state.instanceId,
    errors: {
      role: { code: 3, message: 'Member is invalid', id: 'INSTANCE-4m0fS' },
      user: { code: 9, message: USER_NOT_FOUND, id: 'INSTA-GSXOn' },
      twice: { code: 6, message: 'Errors.Instance.Member.AlreadyExists', id: 'INSTA-pFDwe' },
    },
  };
}

function add({ state, body }: ApiCall, { of, level, aggregate, resourceOwner, errors }: Place): unknown {
  const userId = String(body['userId']);
  const roles = stringsField(body, 'roles');
  if (roles.length === 0 || !roles.every((role) => isRole(role, level))) throw new ApiRefusal(errors.role);
  if (!state.users.has(userId)) throw new ApiRefusal(errors.user);
  if (membershipIndex(state, userId, of) >= 0) throw new ApiRefusal(errors.twice);
  touch(state, aggregate);
  state.memberships.push({ userId, of, roles, creationDate: state.now() });
  return { details: detailsOfCreation(state, aggregate, resourceOwner) };
}

function remove({ state, ids }: ApiCall, { of, aggregate, resourceOwner }: Place): unknown {
  const index = membershipIndex(state, ids['userId'] ?? '', of);
  if (index < 0) return { details: { resourceOwner } };
  touch(state, aggregate);
  state.memberships.splice(index, 1);
  return { details: detailsOfChange(aggregate, resourceOwner) };
}

function membershipIndex(state: State, userId: string, of: Membership['of']): number {
  const place = JSON.stringify(of);
  return state.memberships.findIndex((one) => one.userId === userId && JSON.stringify(one.of) === place);
}
