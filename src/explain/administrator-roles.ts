import type { Session } from '../types/step.ts';
import { record, text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { createLook, userinfo } from '../http/requests.ts';

/** The administrator roles of an account. */
interface Roles {
  /** One sentence. With `org-id` it names no other organization. */
  readonly words: string;
  /** The organizations among the named ones that the account can read, by ID. */
  readonly readable: readonly string[];
}

/** The limit of organizations that are named, because a log may be public. */
const mostNamed = 3;

/** ZITADEL's default roles without org.read. A role that an operator added may also lack it. */
const withoutRead = /^(ORG_PROJECT_CREATOR|ORG_USER_SELF_MANAGER|SELF_MANAGEMENT_GLOBAL|\w+_IMPERSONATOR)$/;

/**
 * Requests the account's own administrator roles, which needs no role (ZITADEL v4, InternalPermissionService,
 * ListAdministrators).
 * @returns undefined if the server does not return them
 */
export async function findRoles(
  token: string,
  knownUserId: string | undefined,
  session: Session,
): Promise<Roles | undefined> {
  const look = createLook(token, session);
  const userId = knownUserId ?? text((await look(userinfo))?.['sub']);
  if (userId === undefined) return undefined;
  const fields = await look({
    method: 'POST',
    path: '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filters: [{ inUserIdsFilter: { ids: [userId] } }] }),
  });
  // The server omits an empty list, and another response must not look like an empty list.
  if (fields?.['pagination'] === undefined) return undefined;
  const list: unknown[] = [fields['administrators'] ?? []].flat();
  return describeRoles(
    list.map(record).filter(({ user }) => record(user)['id'] === userId),
    session,
  );
}

function describeRoles(administrators: readonly Record<string, unknown>[], { orgId, log }: Session): Roles {
  const instance: string[] = [];
  const named: string[] = [];
  const readable: string[] = [];
  let others = 0;
  let projects = 0;
  for (const administrator of administrators) {
    const roles: string[] = [administrator['roles']].flat().filter((role) => typeof role === 'string');
    const shown = oneLine(log.clean(roles.join(', ')));
    const { id, name } = record(administrator['organization']);
    if (administrator['instance'] === true) instance.push(`${shown} for the whole instance`);
    else if (typeof id !== 'string') projects += 1;
    else if (orgId === undefined ? named.length === mostNamed : id !== orgId) others += 1;
    else {
      named.push(`${shown} in ${quote(log.clean(String(name)))} (${oneLine(id)})`);
      if (roles.some((role) => !withoutRead.test(role))) readable.push(oneLine(id));
    }
  }
  const all = [...instance, ...named, ...count(others, 'other organization'), ...count(projects, 'project')];
  const words = all.length === 0 ? 'no administrator role at all' : `these administrator roles: ${all.join('; ')}`;
  return { words: `The account has ${words}.`, readable };
}

function count(number: number, noun: string): string[] {
  return number === 0 ? [] : [`roles in ${number} ${noun}${number === 1 ? '' : 's'}`];
}
