import type { Administrator } from '../http/administrators.ts';
import type { Session } from '../types/step.ts';
import { isPlainId } from '../util/ids.ts';
import { quote } from '../util/text.ts';

/** The administrator roles of an account, as a failure names them. */
interface Described {
  /** One sentence. With `org-id` it names no other organization. */
  readonly words: string;
  /** The IDs of the named organizations in which the account has a role that helps. */
  readonly helpful: readonly string[];
}

/** The limit of organizations that are named, because a log may be public. */
const mostNamed = 3;

/** The names that ZITADEL gives to roles. Other texts are not shown. */
const roleName = /^[A-Z][A-Z0-9_]{0,59}$/;

/** ZITADEL's default roles without org.read. A role that an operator added may also lack it. */
const withoutRead = /^(ORG_PROJECT_CREATOR|ORG_USER_SELF_MANAGER|SELF_MANAGEMENT_GLOBAL|\w+_IMPERSONATOR)$/;

/** Whether the roles probably contain the permission to read the organization. */
export function mayRead(roles: readonly string[]): boolean {
  return roles.some((role) => !withoutRead.test(role));
}

/** @param helps whether roles in another organization would be enough there */
export function describeRoles(
  administrators: readonly Administrator[],
  helps: (roles: readonly string[]) => boolean,
  { orgId, log }: Session,
): Described {
  const instance: string[] = [];
  const named: string[] = [];
  const helpful: string[] = [];
  let others = 0;
  let projects = 0;
  for (const { roles, isInstance, organization } of administrators) {
    const shown = roles.filter((role) => roleName.test(role)).join(', ') || 'other roles';
    if (isInstance) instance.push(`${shown} for the whole instance`);
    else if (organization === undefined) projects += 1;
    else if (orgId === undefined ? named.length === mostNamed : organization.id !== orgId) others += 1;
    else if (!isPlainId(organization.id)) others += 1;
    else {
      named.push(`${shown} in ${quote(log.clean(organization.name))} (${organization.id})`);
      if (helps(roles)) helpful.push(organization.id);
    }
  }
  const all = [...instance, ...named, ...count(others, 'other organization'), ...count(projects, 'project')];
  const words = all.length === 0 ? 'no administrator role at all' : `these administrator roles: ${all.join('; ')}`;
  return { words: `The account has ${words}.`, helpful };
}

function count(number: number, noun: string): string[] {
  return number === 0 ? [] : [`roles in ${number} ${noun}${number === 1 ? '' : 's'}`];
}
