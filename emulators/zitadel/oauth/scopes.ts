import { organizationById } from '../organizations.ts';
import type { State, User } from '../state.ts';

const KNOWN = [
  'openid',
  'profile',
  'email',
  'phone',
  'address',
  'offline_access',
  'urn:zitadel:iam:user:resourceowner',
  'urn:zitadel:iam:user:metadata',
  'urn:zitadel:iam:org:projects:roles',
];
const PREFIXES = ['urn:zitadel:iam:org:project:id:', 'urn:zitadel:iam:org:project:role:'];

/**
 * The scopes of a request that the server grants. The server splits them at single spaces only, and silently drops
 * unknown scopes.
 */
export function grantedScopes(state: State, user: User, scope: string): string[] {
  const organization = organizationById(state, user.organizationId);
  const known = new Set([
    ...KNOWN,
    `urn:zitadel:iam:org:id:${organization.id}`,
    `urn:zitadel:iam:org:domain:primary:${organization.primaryDomain}`,
  ]);
  return scope.split(' ').filter((one) => known.has(one) || PREFIXES.some((prefix) => one.startsWith(prefix)));
}

/** The audience that scopes of the form `urn:zitadel:iam:org:project:id:{id}:aud` request. Any ID is accepted. */
export function audienceOf(state: State, scopes: string[]): string[] {
  const ids = scopes.map((scope) => /^urn:zitadel:iam:org:project:id:(.+):aud$/.exec(scope)?.[1]);
  const audience = ids.filter((id) => id !== undefined).map((id) => (id === 'zitadel' ? state.zitadelProjectId : id));
  return [...new Set(audience)];
}
