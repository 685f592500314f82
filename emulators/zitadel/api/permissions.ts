import type { State, User } from '../state.ts';

const READ = 'org.read org.member.read project.read project.app.read user.read';
const OWN =
  `${READ} org.write org.delete org.member.write org.member.delete user.write user.delete ` +
  'project.create project.write project.delete project.member.write project.app.write';
const OWN_PROJECT = 'project.read project.write project.delete project.member.write project.app.read project.app.write';

/** What each role may do, as both servers report it; only permissions that some call of the emulator needs. */
const PERMISSIONS: Record<string, string> = {
  IAM_OWNER: `${OWN} org.create iam.member.write iam.policy.write`,
  IAM_OWNER_VIEWER: READ,
  IAM_ORG_MANAGER: `${OWN} org.create`,
  IAM_USER_MANAGER:
    'org.read org.member.read org.member.delete project.read project.app.read user.read user.write user.delete',
  IAM_ADMIN_IMPERSONATOR: '',
  IAM_END_USER_IMPERSONATOR: '',
  IAM_LOGIN_CLIENT: `${READ} org.member.write project.member.write user.write iam.member.write`,
  ORG_OWNER: OWN,
  ORG_OWNER_VIEWER: READ,
  ORG_USER_MANAGER: 'org.read project.read user.read user.write user.delete',
  ORG_SETTINGS_MANAGER: 'org.read org.member.read org.write',
  ORG_USER_PERMISSION_EDITOR: READ,
  ORG_PROJECT_PERMISSION_EDITOR: READ,
  ORG_PROJECT_CREATOR: 'project.create',
  ORG_ADMIN_IMPERSONATOR: '',
  ORG_END_USER_IMPERSONATOR: '',
  ORG_USER_SELF_MANAGER: '',
  SELF_MANAGEMENT_GLOBAL: 'org.create',
  PROJECT_OWNER: `${OWN_PROJECT} user.read`,
  PROJECT_OWNER_VIEWER: 'project.read project.app.read user.read',
  PROJECT_OWNER_GLOBAL: OWN_PROJECT,
  PROJECT_OWNER_VIEWER_GLOBAL: 'project.read project.app.read',
};

/** Whether such a role exists at that level. */
export function isRole(role: string, level: 'IAM' | 'ORG' | 'PROJECT'): boolean {
  return (
    role in PERMISSIONS && (role.startsWith(`${level}_`) || (level === 'ORG' && role === 'SELF_MANAGEMENT_GLOBAL'))
  );
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

/** Whether a user may read the users of an organization in searches of v2, where roles in projects do not count. */
export function maySearchUsers(state: State, user: User, organizationId: string): boolean {
  const roles = rolesIn(state, user, organizationId) ?? [];
  return permits(
    roles.filter((role) => !isRole(role, 'PROJECT')),
    'user.read',
  );
}

/** Whether one of the roles has the permission. */
export function permits(roles: string[], permission: string): boolean {
  return roles.some((role) => PERMISSIONS[role]?.split(' ').includes(permission));
}
