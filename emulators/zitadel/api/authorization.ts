import { ApiRefusal } from '../answers.ts';
import type { Call } from '../call.ts';
import { liveToken } from '../oauth/access-tokens.ts';
import type { State, User } from '../state.ts';
import { permits, rolesIn } from './permissions.ts';

/** Who calls an API, and in which organization the call acts. */
export interface Caller {
  user: User;
  organizationId: string;
}

/** The caller of an API by the bearer token. Refuses what the server refuses before it looks at roles. */
export function callerOf(state: State, call: Call, issuer: string): Caller {
  const header = call.headers['authorization'];
  if (header === undefined) throw new ApiRefusal({ code: 16, message: 'auth header missing' });
  // The server compares the scheme exactly; "bearer" is none.
  const token = /^Bearer (.+)$/.exec(header)?.[1];
  if (token === undefined) throw new ApiRefusal({ code: 16, message: 'invalid auth header', id: 'AUTH-toLo1' });
  const live = liveToken(state, token, issuer);
  if (!live?.forApis) throw new ApiRefusal({ code: 16, message: 'Errors.Token.Invalid', id: 'AUTH-7fs1e' });
  if (!live.user) throw new ApiRefusal({ code: 13, message: 'Errors.Internal', id: 'QUERY-Dun75' });
  const organizationId = call.headers['x-zitadel-orgid'] || live.user.organizationId;
  if (!state.organizations.has(organizationId)) {
    throw new ApiRefusal({ code: 7, message: "Organisation doesn't exist", id: 'AUTH-Bs7Ds' });
  }
  return { user: live.user, organizationId };
}

/** Refuses a caller whose roles in an organization lack a permission. */
export function requirePermission(
  state: State,
  { user, organizationId }: Caller,
  { permission, id = 'AUTH-5mWD2' }: { permission: string; id?: string },
): void {
  const roles = rolesIn(state, user, organizationId);
  if (!roles) throw new ApiRefusal({ code: 5, message: 'membership not found', id: 'AUTHZ-cdgFk' });
  if (!permits(state, roles, permission))
    throw new ApiRefusal({ code: 7, message: 'No matching permissions found', id });
}
