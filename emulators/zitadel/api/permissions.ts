import { recording } from '../recorded.ts';
import type { State, User } from '../state.ts';

/** The roles that can be given, by what their names begin with. */
export type Level = 'IAM' | 'ORG' | 'PROJECT';

/** Whether such a role was recorded at that level. */
export function isRole({ version }: State, role: string, level: Level): boolean {
  return role in recording(version).permissions && role.startsWith(`${level}_`);
}

/**
 * The roles that count in an organization: the instance's, its own, and those in its projects.
 * Out: nothing when there is no membership at all.
 */
export function rolesIn(state: State, user: User, organizationId: string): string[] | undefined {
  const memberships = state.memberships.filter(({ userId, of }) => {
    if (userId !== user.id) return false;
    if ('projectId' in of) return state.projects.get(of.projectId)?.organizationId === organizationId;
    return 'instance' in of || of.organizationId === organizationId;
  });
  return memberships.length > 0 ? memberships.flatMap(({ roles }) => roles) : undefined;
}

/** Whether a user may read what belongs to an organization in searches of v2, where roles in projects do not count. */
export function mayRead(
  state: State,
  { user, organizationId }: { user: User; organizationId: string },
  permission: 'user.read' | 'org.read',
): boolean {
  const roles = rolesIn(state, user, organizationId) ?? [];
  return permits(
    state,
    roles.filter((role) => !isRole(state, role, 'PROJECT')),
    permission,
  );
}

/** Whether one of the roles has the permission. */
export function permits({ version }: State, roles: string[], permission: string): boolean {
  return roles.some((role) => recording(version).permissions[role]?.includes(permission));
}
