import { detailsOfChange, detailsOfReading } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import type { State, User } from '../state.ts';
import { addUser, loginName, userByLoginName } from '../users.ts';
import { requirePermission } from './authorization.ts';
import { nameField } from './fields.ts';
import { maySearchUsers } from './permissions.ts';
import type { ApiCall, Route } from './route.ts';
import { DEFAULT_LIMIT, v2List } from './search.ts';

const SHORTEST_PASSWORD = 8;

/** The caller itself, and human users. */
export const userRoutes: Route[] = [
  { call: 'GET /auth/v1/users/me', run: ({ state, caller }) => ({ user: userAnswer(state, caller.user) }) },
  { call: 'POST /v2/users/human', permission: 'user.write', run: createHuman },
  { call: 'POST /v2/users', run: listUsers },
  { call: 'POST /zitadel.user.v2.UserService/ListUsers', run: listUsers },
];

/** The user of the path, when it belongs to the organization the call acts in. Refuses with the error otherwise. */
export function userOf({ state, caller, ids }: ApiCall, missing: ApiError): User {
  const user = state.users.get(ids['userId'] ?? '');
  if (user?.organizationId !== caller.organizationId) throw new ApiRefusal(missing);
  return user;
}

/** The user of the path, for calls that an account may make for itself, and others with a role in its organization. */
export function manageableUser({ state, caller, ids }: ApiCall, missing: ApiError): User {
  const user = state.users.get(ids['userId'] ?? '');
  if (!user) throw new ApiRefusal(missing);
  if (user.id !== caller.user.id) {
    const there = { user: caller.user, organizationId: user.organizationId };
    requirePermission(state, there, { permission: 'user.write', id: 'AUTH-AWfge' });
  }
  return user;
}

/** Refuses a user name whose login name is taken: in the whole instance, or in the organization under its domain policy. */
export function requireFreeLoginName(state: State, user: { organizationId: string; userName: string }): void {
  if (userByLoginName(state, loginName(state, user))) {
    throw new ApiRefusal({ code: 6, message: 'User already exists', id: 'V3-DKcYh' });
  }
}

function userAnswer(state: State, user: User): object {
  return { id: user.id, userName: user.userName, ...describedUser(state, user) };
}

function describedUser(state: State, user: User): object {
  const name = loginName(state, user);
  return {
    details: detailsOfReading(user, user.organizationId),
    state: `USER_STATE_${user.state.toUpperCase()}`,
    loginNames: [name],
    preferredLoginName: name,
    machine: {
      name: user.name,
      ...(user.clientSecret !== undefined && { hasSecret: true }),
      ...(user.tokenType === 'JWT' && { accessTokenType: 'ACCESS_TOKEN_TYPE_JWT' }),
    },
  };
}

/** The users that the caller may see: itself, and those of the organizations in which it may read users. */
function listUsers({ state, caller, body }: ApiCall): unknown {
  const { offset = 0, limit = DEFAULT_LIMIT, asc = false } = isJsonObject(body['query']) ? body['query'] : {};
  const visible = [...state.users.values()].filter(
    ({ id, organizationId }) => id === caller.user.id || maySearchUsers(state, caller.user, organizationId),
  );
  const ordered = asc === true ? visible : visible.toReversed();
  const page = ordered.slice(Number(offset), Number(offset) + Number(limit));
  const result = page.map((user) =>
    Object.assign({ userId: user.id, username: user.userName }, describedUser(state, user)),
  );
  // Behind the last page the server does not count either.
  return v2List(state, { total: result.length > 0 ? visible.length : 0, result });
}

function createHuman({ state, caller: { organizationId }, body }: ApiCall): unknown {
  const { profile, password } = body;
  if (!isJsonObject(profile))
    throw new ApiRefusal({ code: 3, message: 'invalid AddHumanUserRequest.Profile: value is required' });
  const userName = nameField(body, 'username', 'AddHumanUserRequest.Username');
  requireFreeLoginName(state, { organizationId, userName });
  const text = isJsonObject(password) ? password['password'] : undefined;
  if (typeof text === 'string' && text.length < SHORTEST_PASSWORD) {
    throw new ApiRefusal({ code: 3, message: 'Password is too short', id: 'COMMA-HuJf6' });
  }
  const name = `${String(profile['givenName'])} ${String(profile['familyName'])}`;
  const user = addUser(state, { organizationId, userName, name, kind: 'human' });
  return { userId: user.id, details: detailsOfChange(user, organizationId) };
}
