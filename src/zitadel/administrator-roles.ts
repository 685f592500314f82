import type { Session } from '../types.ts';
import { text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { createLook, userinfo } from './requests.ts';

/** Which administrator roles an account has. */
interface Roles {
  /** One sentence. With `org-id` it names no other organization. */
  readonly words: string;
  /** The organizations among the named ones that the account can read, by ID. */
  readonly readable: readonly string[];
}

/** No more organizations are named: an account's map does not belong into a public log. */
const mostNamed = 3;

/** ZITADEL's own roles that lack org.read; a role that an instance made by itself may lack it, too. */
const withoutRead = /^(ORG_PROJECT_CREATOR|ORG_USER_SELF_MANAGER|SELF_MANAGEMENT_GLOBAL|\w+_IMPERSONATOR)$/;

/**
 * Asks for the account's own administrator roles, which it sees without any role (ZITADEL v4,
 * InternalPermissionService, ListAdministrators).
 * @returns undefined when the server does not say
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
  // An empty list is left out, and what is no such response must not look like one.
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

/** @returns no fields for what is no object */
function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
