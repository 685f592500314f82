import { newAggregate, touch } from './aggregates.ts';
import { newId } from './ids.ts';
import { organizationById } from './organizations.ts';
import type { State, User } from './state.ts';

interface NewUser {
  organizationId: string;
  userName: string;
  name?: string;
  kind?: User['kind'];
  tokenType?: User['tokenType'];
}

/** Adds a user; by default a service account. */
export function addUser(state: State, { organizationId, userName, ...rest }: NewUser): User {
  const user: User = {
    id: newId(),
    organizationId,
    userName,
    name: rest.name ?? userName,
    kind: rest.kind ?? 'service account',
    state: 'active',
    tokenType: rest.tokenType ?? 'opaque',
    ...newAggregate(state),
  };
  state.users.set(user.id, user);
  return user;
}

/** The login name: the user name, followed by the domain of the organization if the domain policy requires it. */
export function loginName(state: State, user: { organizationId: string; userName: string }): string {
  const organization = organizationById(state, user.organizationId);
  return organization.loginNamesHaveDomain ? `${user.userName}@${organization.primaryDomain}` : user.userName;
}

/** Finds a user by login name, which is case-insensitive. */
export function userByLoginName(state: State, name: string): User | undefined {
  const wanted = name.toLowerCase();
  return [...state.users.values()].find((user) => loginName(state, user).toLowerCase() === wanted);
}

/** Deactivates or locks a user. All tokens are revoked permanently, even if the user becomes active again. */
export function suspendUser(state: State, user: User, as: 'inactive' | 'locked'): void {
  touch(state, user);
  user.state = as;
  revokeTokens(state, user);
}

/** Removes a user and the keys, tokens and memberships of that user. */
export function removeUser(state: State, user: User, { keepAccessTokens = false } = {}): void {
  touch(state, user);
  state.users.delete(user.id);
  for (const key of state.keys.values()) if (key.userId === user.id) state.keys.delete(key.id);
  if (keepAccessTokens) revokePersonalAccessTokens(state, user);
  else revokeTokens(state, user);
  state.memberships = state.memberships.filter(({ userId }) => userId !== user.id);
}

function revokeTokens(state: State, user: User): void {
  revokePersonalAccessTokens(state, user);
  for (const { token, userId } of state.accessTokens.values()) {
    if (userId === user.id) state.accessTokens.delete(token);
  }
}

function revokePersonalAccessTokens(state: State, user: User): void {
  for (const { token, userId } of state.personalAccessTokens.values()) {
    if (userId === user.id) state.personalAccessTokens.delete(token);
  }
}
