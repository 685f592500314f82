import { newAggregate, touch } from './aggregates.ts';
import { newId } from './ids.ts';
import { organizationById } from './organizations.ts';
import type { State, User } from './state.ts';

export interface NewUser {
  organizationId: string;
  userName: string;
  name?: string;
  kind?: User['kind'];
  tokenType?: User['tokenType'];
}

/** Adds a user, a service account unless said otherwise. */
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

/** The login name: the user name, with the organization's domain behind it where the domain policy says so. */
export function loginName(state: State, user: { organizationId: string; userName: string }): string {
  const organization = organizationById(state, user.organizationId);
  return organization.loginNamesHaveDomain ? `${user.userName}@${organization.primaryDomain}` : user.userName;
}

/** The user of that login name, in any case of its letters. */
export function userByLoginName(state: State, name: string): User | undefined {
  const wanted = name.toLowerCase();
  return [...state.users.values()].find((user) => loginName(state, user).toLowerCase() === wanted);
}

/** Deactivates or locks a user. All tokens end for good: they stay dead when the user is active again. */
export function suspendUser(state: State, user: User, as: 'inactive' | 'locked'): void {
  touch(state, user);
  user.state = as;
  endTokens(state, user);
}

/** Removes a user with keys, tokens and memberships. */
export function removeUser(state: State, user: User, { keepAccessTokens = false } = {}): void {
  touch(state, user);
  state.users.delete(user.id);
  for (const key of state.keys.values()) if (key.userId === user.id) state.keys.delete(key.id);
  if (keepAccessTokens) endPersonalAccessTokens(state, user);
  else endTokens(state, user);
  state.memberships = state.memberships.filter(({ userId }) => userId !== user.id);
}

function endTokens(state: State, user: User): void {
  endPersonalAccessTokens(state, user);
  for (const { token, userId } of state.accessTokens.values()) {
    if (userId === user.id) state.accessTokens.delete(token);
  }
}

function endPersonalAccessTokens(state: State, user: User): void {
  for (const { token, userId } of state.personalAccessTokens.values()) {
    if (userId === user.id) state.personalAccessTokens.delete(token);
  }
}
