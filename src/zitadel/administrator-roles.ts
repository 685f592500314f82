import { cleanField } from '../http/response.ts';
import type { Session } from '../types.ts';
import { text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { readerRole } from './refusal-fixes.ts';
import { createLook, userinfo } from './requests.ts';

interface Administrator {
  /** As the log prints them. */
  readonly roles: string;
  /** False when none of the roles contains org.read. */
  readonly canRead: boolean;
  readonly isInstance: boolean;
  /** Absent for the whole instance and for a project. */
  readonly organization: { readonly id: string; readonly name: string } | undefined;
}

/**
 * Which administrator roles the account has; it sees its own without any role (InternalPermissionService,
 * ListAdministrators, ZITADEL v4).
 * @returns undefined when the server does not say
 */
export async function findRoles(
  token: string,
  knownUserId: string | undefined,
  session: Session,
): Promise<readonly Administrator[] | undefined> {
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
  const entries: unknown[] = [fields['administrators'] ?? []].flat();
  return entries
    .map(record)
    .filter(({ user }) => record(user)['id'] === userId)
    .map((entry) => readAdministrator(entry, session));
}

function readAdministrator(entry: Record<string, unknown>, { log }: Session): Administrator {
  const roles: unknown[] = Array.isArray(entry['roles']) ? entry['roles'] : [];
  const names = roles.flatMap((role) => text(role) ?? []);
  const { id, name } = record(entry['organization']);
  return {
    roles: oneLine(log.clean(names.join(', '))),
    canRead: names.some((role) => !withoutRead.test(role)),
    isInstance: entry['instance'] === true,
    organization:
      text(id) === undefined
        ? undefined
        : { id: oneLine(cleanField(id, log) ?? ''), name: quote(log.clean(text(name) ?? '')) },
  };
}

/** @returns no fields for what is no object */
function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** ZITADEL's own roles that lack org.read; a role that an instance made by itself may lack it, too. */
const withoutRead = /^(ORG_PROJECT_CREATOR|ORG_USER_SELF_MANAGER|SELF_MANAGEMENT_GLOBAL|\w+_IMPERSONATOR)$/;

/** No more organizations are named: an account's map does not belong into a public log. */
const mostNamed = 3;

/** The roles in words. With `org-id` no other organization is named. */
export function rolesInWords(all: readonly Administrator[], { orgId }: Session): string {
  if (all.length === 0) return 'The account has no administrator role at all.';
  const instance = all.filter(({ isInstance }) => isInstance);
  const organizations = all.filter(({ organization }) => organization !== undefined);
  const named = organizations
    .filter(({ organization }) => orgId === undefined || organization?.id === orgId)
    .slice(0, mostNamed);
  const words = [
    ...instance.map(({ roles }) => `${roles} for the whole instance`),
    ...named.map(({ roles, organization }) => `${roles} in ${organization?.name} (${organization?.id})`),
    ...count(
      organizations.length - named.length,
      named.length > 0 ? 'more organization' : orgId === undefined ? 'organization' : 'other organization',
    ),
    ...count(all.length - instance.length - organizations.length, 'project'),
  ];
  return `The account's administrator roles: ${words.join('; ')}.`;
}

function count(number: number, noun: string): string[] {
  return number === 0 ? [] : [`roles in ${number} ${noun}${number === 1 ? '' : 's'}`];
}

/** Where the account can read an organization, one of these is probably meant. */
export function rolesFix(all: readonly Administrator[], { orgId }: Session): string | undefined {
  const ids = all.filter(({ canRead }) => canRead).flatMap(({ organization }) => organization?.id ?? []);
  if (orgId !== undefined || ids.length === 0) return undefined;
  const which = ids.slice(0, mostNamed).join(' or ');
  return `Set 'org-id' to the organization that you want to verify (${which}). For the account's own organization: ${readerRole.charAt(0).toLowerCase()}${readerRole.slice(1)}`;
}
