import { isJsonObject } from '../json-object.ts';
import { organizationById } from '../organizations.ts';
import type { Membership, Project, State, User } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { loginName } from '../users.ts';
import { unrecorded } from '../unrecorded.ts';
import { stringsField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { DEFAULT_LIMIT, pagination } from './search.ts';

/** The roles of an account: as an administrator, and in projects. An account can list its own roles without any role. */
export const administratorRoutes: Route[] = [
  {
    call: 'POST /zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators',
    run: (call) =>
      list(call, call.state.memberships, { filter: 'inUserIdsFilter', field: 'administrators', entry: administrator }),
  },
  {
    call: 'POST /zitadel.authorization.v2.AuthorizationService/ListAuthorizations',
    run: (call) =>
      list(call, call.state.authorizations, { filter: 'inUserIds', field: 'authorizations', entry: authorization }),
  },
];

interface Listing<E> {
  filter: string;
  field: string;
  entry: (state: State, one: E, user: User) => object;
}

function list<E extends { userId: string }>({ state, caller, body }: ApiCall, all: E[], listing: Listing<E>): unknown {
  const filters: unknown[] = Array.isArray(body['filters']) ? body['filters'] : [];
  const wanted = filters.map((filter) => {
    const ids = isJsonObject(filter) ? filter[listing.filter] : undefined;
    if (!isJsonObject(ids)) unrecorded(`the filter ${JSON.stringify(filter)}`);
    return stringsField(ids, 'ids');
  });
  const found = all.filter(({ userId }) => wanted.every((ids) => ids.includes(userId)));
  // The pages of the service are those of other lists: by offset and limit, the newest entry first.
  const { offset = 0, limit = DEFAULT_LIMIT } = isJsonObject(body['pagination']) ? body['pagination'] : {};
  const entries = found
    .toReversed()
    .slice(Number(offset), Number(offset) + Number(limit))
    .filter(({ userId }) => userId === caller.user.id)
    .map((one) => listing.entry(state, one, caller.user));
  return { ...pagination(found.length), ...(entries.length > 0 && { [listing.field]: entries }) };
}

function administrator(state: State, { of, roles, creationDate = state.creationDate }: Membership, user: User): object {
  return { ...listed(state, user, creationDate), ...placeOf(state, of), roles };
}

function placeOf(state: State, of: Membership['of']): object {
  if ('instance' in of) return of;
  if ('projectId' in of) return { project: projectAnswer(projectById(state, of.projectId)) };
  return { organization: organizationAnswer(state, of.organizationId) };
}

function authorization(state: State, one: State['authorizations'][number], user: User): object {
  return {
    id: one.id,
    ...listed(state, user, one.creationDate),
    project: projectAnswer(projectById(state, one.projectId)),
    organization: organizationAnswer(state, user.organizationId),
    state: 'STATE_ACTIVE',
    roles: one.roles,
  };
}

function listed(state: State, user: User, creationDate: number): object {
  const created = timestamp(creationDate);
  const { id, organizationId } = user;
  return {
    creationDate: created,
    changeDate: created,
    user: { id, preferredLoginName: loginName(state, user), organizationId },
  };
}

function organizationAnswer(state: State, organizationId: string): object {
  const { id, name } = organizationById(state, organizationId);
  return { id, name };
}

function projectAnswer({ id, name, organizationId }: Project): object {
  return { id, name, organizationId };
}

function projectById(state: State, id: string): Project {
  const project = state.projects.get(id);
  if (!project) throw new Error(`the emulator has no project ${id}`);
  return project;
}
