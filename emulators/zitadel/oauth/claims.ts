import { organizationById } from '../organizations.ts';
import type { State, User } from '../state.ts';
import { loginName } from '../users.ts';

/** The claims about the organization of a user, which scopes add to userinfo and to tokens. */
export function organizationClaims(state: State, user: User, scopes: string[]): Record<string, string> {
  const { id, name, primaryDomain } = organizationById(state, user.organizationId);
  const byId = scopes.includes(`urn:zitadel:iam:org:id:${id}`);
  const owner = byId || scopes.includes('urn:zitadel:iam:user:resourceowner');
  return {
    ...(byId && { 'urn:zitadel:iam:org:id': id }),
    ...(scopes.includes(`urn:zitadel:iam:org:domain:primary:${primaryDomain}`) && {
      'urn:zitadel:iam:org:domain:primary': primaryDomain,
    }),
    ...(owner && {
      'urn:zitadel:iam:user:resourceowner:id': id,
      'urn:zitadel:iam:user:resourceowner:name': name,
      'urn:zitadel:iam:user:resourceowner:primary_domain': primaryDomain,
    }),
  };
}

/** The claims about a user in userinfo. */
export function userinfoClaims(state: State, user: User, scopes: string[]): Record<string, unknown> {
  return {
    sub: user.id,
    ...(scopes.includes('profile') && {
      name: user.name,
      preferred_username: loginName(state, user),
      updated_at: Math.floor(user.changeDate / 1000),
    }),
    ...organizationClaims(state, user, scopes),
  };
}
