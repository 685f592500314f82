import { record } from '../util/json.ts';
import type { Look } from './requests.ts';

/**
 * Lists the administrator roles of an account, which needs no role for its own (ZITADEL v4, InternalPermissionService,
 * ListAdministrators).
 * @param look requests a page
 * @returns the entries as the server writes them; undefined if it does not return a list
 */
export async function listAdministrators(look: Look, userId: string): Promise<Record<string, unknown>[] | undefined> {
  const entries: unknown[] = [];
  const filters = [{ inUserIdsFilter: { ids: [userId] } }];
  for (let isMore = true; isMore;) {
    const page = await look({
      method: 'POST',
      path: '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entries.length === 0 ? { filters } : { pagination: { offset: entries.length }, filters }),
    });
    // The server omits an empty list, and another response must not look like an empty list.
    if (page?.['pagination'] === undefined) return undefined;
    const more = [page['administrators'] ?? []].flat();
    isMore = entries.push(...more) < Number(record(page['pagination'])['totalResult']) && more.length > 0;
  }
  return entries.map(record).filter(({ user }) => record(user)['id'] === userId);
}
