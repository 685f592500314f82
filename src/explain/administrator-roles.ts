import type { Session } from '../types/step.ts';
import { ActionError } from '../util/errors.ts';
import { isPlainId } from '../util/ids.ts';
import { record, text } from '../util/json.ts';
import { quote } from '../util/text.ts';

/** Entries of ListAdministrators. */
type Administrators = readonly Record<string, unknown>[];

/** Whether roles are enough, if they are in the right organization. */
type Helps = (roles: readonly string[]) => boolean;

/** The limit of organizations that are named, because a log may be public. */
const mostNamed = 3;

/** The names that ZITADEL gives to roles. Other texts are not shown. */
const roleName = /^[A-Z][A-Z0-9_]{0,59}$/;

/** ZITADEL's default roles without org.read. A role that an operator added may also lack it. */
const withoutRead = /^(ORG_PROJECT_CREATOR|ORG_USER_SELF_MANAGER|SELF_MANAGEMENT_GLOBAL|\w+_IMPERSONATOR)$/;

/** Whether the roles probably contain the permission to read the organization. */
export const mayRead: Helps = (roles) => roles.some((role) => !withoutRead.test(role));

/** The roles of an entry. */
export function rolesOf({ roles }: Record<string, unknown>): string[] {
  return [roles].flat().filter((role) => typeof role === 'string');
}

/** The failure of an account that does not have all roles of `required-roles`. */
export function missingRoles(missing: readonly string[], all: Administrators, session: Session): ActionError {
  const names = missing.map(quote).join(', ');
  const [where, or] = session.orgId === undefined ? ['', ''] : [` ${session.orgId}`, ` or 'org-id'`];
  const error = new ActionError(
    'verification',
    'missing-role',
    `The check of the administrator roles failed: the account does not have ${names}.`,
    `Grant the account ${names} (organization${where} → Administrators, formerly Managers; for IAM roles: instance → Administrators), or correct 'required-roles'${or}.`,
  );
  return withRoles(error, all, { helps: (roles) => missing.every((role) => roles.includes(role)), session });
}

/** Adds the account's administrator roles to a failure, and to its fix the organization that `org-id` may mean. */
export function withRoles(
  { failure, topic, message, fix }: ActionError,
  all: Administrators,
  { helps, session: { orgId, log } }: { readonly helps: Helps; readonly session: Session },
): ActionError {
  const shown: string[] = [];
  const helpful: string[] = [];
  let named = 0;
  let others = 0;
  for (const entry of all) {
    const roles = rolesOf(entry);
    const { id, name } = record(entry['organization']);
    const words = roles.filter((role) => roleName.test(role)).join(', ') || 'other roles';
    if (entry['instance'] === true) shown.push(`${words} for the whole instance`);
    else if (typeof id === 'string' && isPlainId(id) && (orgId === undefined ? named < mostNamed : id === orgId)) {
      named += 1;
      shown.push(`${words} in ${quote(log.clean(text(name) ?? ''))} (${id})`);
      if (orgId === undefined && helps(roles)) helpful.push(id);
    } else others += 1;
  }
  if (others > 0)
    shown.push(`roles in ${others} other ${others === 1 ? 'organization or project' : 'organizations or projects'}`);
  const has = shown.length === 0 ? 'no administrator role at all' : `these administrator roles: ${shown.join('; ')}`;
  const way =
    helpful.length === 0
      ? ''
      : `Set 'org-id' to the organization to verify (${helpful.join(' or ')}). For the account's own organization: `;
  return new ActionError(failure, topic, `${message}\nThe account has ${has}.`, way + fix);
}
