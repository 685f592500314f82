import { record, text } from '../util/json.ts';
import type { Look } from './requests.ts';

/** Administrator roles of an account: in an organization, in a project, or for the whole instance. */
export interface Administrator {
  readonly roles: readonly string[];
  readonly isInstance: boolean;
  /** Absent for the roles of a project and of the instance. */
  readonly organization?: Readonly<Record<'id' | 'name', string>> | undefined;
  /** The organization that the account itself belongs to. */
  readonly ownOrganizationId: string | undefined;
}

/**
 * Lists the administrator roles of an account, which needs no role for its own (ZITADEL v4, InternalPermissionService,
 * ListAdministrators).
 * @param look requests a page
 * @returns undefined if the server does not return them
 */
export async function listAdministrators(look: Look, userId: string): Promise<Administrator[] | undefined> {
  const entries: unknown[] = [];
  for (;;) {
    const page = await look(pageRequest(userId, entries.length));
    // The server omits an empty list, and another response must not look like an empty list.
    if (page?.['pagination'] === undefined) return undefined;
    const { administrators = [], pagination } = page;
    const length = entries.push(...[administrators].flat());
    const isLast = length >= Number(record(pagination)['totalResult'] ?? 0);
    if (isLast || [administrators].flat().length === 0) break;
  }
  return entries
    .map(record)
    .filter(({ user }) => record(user)['id'] === userId)
    .map(administratorOf);
}

function pageRequest(userId: string, offset: number) {
  const pagination = offset === 0 ? undefined : { offset };
  return {
    method: 'POST',
    path: '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pagination, filters: [{ inUserIdsFilter: { ids: [userId] } }] }),
  } as const;
}

function administratorOf({ user, roles, instance, organization }: Record<string, unknown>): Administrator {
  const { id, name } = record(organization);
  return {
    roles: [roles].flat().filter((role) => typeof role === 'string'),
    isInstance: instance === true,
    organization: typeof id === 'string' ? { id, name: text(name) ?? '' } : undefined,
    ownOrganizationId: text(record(user)['organizationId']),
  };
}
