import { detailsOfChange, detailsOfReading } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import type { State, User } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { addUser, loginName, userByLoginName } from '../users.ts';
import { requirePermission } from './authorization.ts';
import { nameField } from './fields.ts';
import { mayRead } from './permissions.ts';
import type { ApiCall, Route } from './route.ts';
import { DEFAULT_LIMIT, v2List } from './search.ts';

/** Users of both kinds. */
export const userRoutes: Route[] = [
  { call: 'POST /v2/users/human', permission: 'user.write', run: createHuman },
  { call: 'POST /v2/users', run: listUsers },
  { call: 'POST /zitadel.user.v2.UserService/ListUsers', run: listUsers },
];

/** The service account of the path, active and in the organization the call acts in. */
export function userOf({ state, caller, ids }: ApiCall): User {
  const user = state.users.get(ids['userId'] ?? '');
  if (user?.organizationId === caller.organizationId && user.kind === 'service account') return user;
  return unrecorded('a user that is none, is human, or belongs to another organization');
}

/** The user of the path, for calls that an account may make for itself, and others with a role in its organization. */
export function manageableUser({ state, caller, ids }: ApiCall, missing: ApiError): User {
  const user = state.users.get(ids['userId'] ?? '');
  if (!user) throw new ApiRefusal(missing);
  if (user.id !== caller.user.id) {
    const there = { user: caller.user, organizationId: user.organizationId };
    requirePermission(state, there, { permission: 'user.write', id: 'AUTH-AWfge' });
  }
  return user.kind === 'service account' ? user : unrecorded('a key or a token of a human user');
}

/** A login name is taken in the whole instance, or in the organization under its domain policy. */
export function requireFreeLoginName(state: State, user: { organizationId: string; userName: string }): void {
  if (userByLoginName(state, loginName(state, user))) unrecorded('a user name that is taken');
}

/** The users that the caller may see: itself, and those of the organizations in which it may read users. */
function listUsers({ state, caller: { user: caller }, body }: ApiCall): unknown {
  const { offset = 0, limit = DEFAULT_LIMIT, asc = false } = isJsonObject(body['query']) ? body['query'] : {};
  const visible = [...state.users.values()].filter(
    ({ id, organizationId }) => id === caller.id || mayRead(state, { user: caller, organizationId }, 'user.read'),
  );
  const ordered = asc === true ? visible : visible.toReversed();
  const result = ordered.slice(Number(offset), Number(offset) + Number(limit)).map((user) => userAnswer(state, user));
  // Behind the last page the server does not count either.
  return v2List(state, { total: result.length > 0 ? visible.length : 0, result });
}

function userAnswer(state: State, user: User): object {
  const name = loginName(state, user);
  const { id: userId, userName: username, clientSecret } = user;
  if (user.kind === 'human' || user.tokenType === 'JWT')
    unrecorded('a list with a human user, or with an account of JWTs');
  return {
    userId,
    details: detailsOfReading(user, user.organizationId),
    state: `USER_STATE_${user.state.toUpperCase()}`,
    username,
    loginNames: [name],
    preferredLoginName: name,
    machine: { name: user.name, ...(clientSecret !== undefined && { hasSecret: true }) },
  };
}

function createHuman({ state, caller: { organizationId }, body }: ApiCall): unknown {
  const userName = nameField(body, 'username', 'AddHumanUserRequest.Username');
  requireFreeLoginName(state, { organizationId, userName });
  const user = addUser(state, { organizationId, userName, kind: 'human' });
  return { userId: user.id, details: detailsOfChange(user, organizationId) };
}
