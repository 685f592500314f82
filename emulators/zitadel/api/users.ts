import { detailsOfChange, detailsOfReading } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import type { State, User } from '../state.ts';
import { addUser, loginName, userByLoginName } from '../users.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';

const SHORTEST_PASSWORD = 8;

/** The caller itself, and human users. */
export const userRoutes: Route[] = [
  { call: 'GET /auth/v1/users/me', run: ({ state, caller }) => ({ user: userAnswer(state, caller.user) }) },
  { call: 'POST /v2/users/human', permission: 'user.write', run: createHuman },
];

/** The user of the path, when it belongs to the organization the call acts in. Refuses with the error otherwise. */
export function userOf({ state, caller, ids }: ApiCall, missing: ApiError): User {
  const user = state.users.get(ids['userId'] ?? '');
  if (user?.organizationId !== caller.organizationId) throw new ApiRefusal(missing);
  return user;
}

/** Refuses a user name whose login name is taken: in the whole instance, or in the organization under its domain policy. */
export function requireFreeLoginName(state: State, user: { organizationId: string; userName: string }): void {
  if (userByLoginName(state, loginName(state, user))) {
    throw new ApiRefusal({ code: 6, message: 'User already exists', id: 'V3-DKcYh' });
  }
}

function userAnswer(state: State, user: User): unknown {
  const name = loginName(state, user);
  return {
    id: user.id,
    details: detailsOfReading(user, user.organizationId),
    state: `USER_STATE_${user.state.toUpperCase()}`,
    userName: user.userName,
    loginNames: [name],
    preferredLoginName: name,
    machine: {
      name: user.name,
      ...(user.clientSecret !== undefined && { hasSecret: true }),
      ...(user.tokenType === 'JWT' && { accessTokenType: 'ACCESS_TOKEN_TYPE_JWT' }),
    },
  };
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
