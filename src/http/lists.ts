import { record, text } from '../util/json.ts';
import { parseDate } from '../util/time.ts';
import { postJson, type Look } from './requests.ts';

type Fields = Record<string, unknown>;

interface Query {
  /** The name of the list in the response. */
  readonly name: string;
  readonly filter: object;
  readonly pages?: number;
}

/** @returns undefined if the server does not return the list; `isAll` is false if there are more pages */
async function list(look: Look, path: string, { name, filter, pages = Infinity }: Query) {
  const found: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const pagination = page > 1 && { pagination: { offset: found.length } };
    const fields = await look(postJson(path, { ...pagination, filters: [filter] }));
    // The server omits an empty list, and another response must not look like an empty list.
    if (fields?.['pagination'] === undefined) return undefined;
    const more: unknown[] = [fields[name] ?? []].flat();
    found.push(...more);
    const total = Number(record(fields['pagination'])['totalResult'] ?? 0);
    const isAll = more.length === 0 || found.length >= total;
    if (isAll || Number.isNaN(total) || page === pages) return { entries: found.map(record), isAll };
  }
}

/**
 * The administrator roles of an account, which needs no role for its own (ZITADEL v4, InternalPermissionService,
 * ListAdministrators), as the server writes them.
 * @param look requests a page
 */
export async function listAdministrators(look: Look, userId: string): Promise<Fields[] | undefined> {
  const path = '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators';
  const found = await list(look, path, { name: 'administrators', filter: { inUserIdsFilter: { ids: [userId] } } });
  return found?.entries.filter(({ user }) => record(user)['id'] === userId);
}

/**
 * The keys or the personal access tokens of an account, the newest first, in pages of 100 (ZITADEL v4, UserService ListKeys
 * and ListPersonalAccessTokens). An account sees its own without any role.
 * @returns `date` as the server writes it; `at` in milliseconds since 1970, `Infinity` for never, `NaN` for no date
 */
export async function listEntries(
  look: Look,
  kind: 'keys' | 'pats',
  { filter, pages = 1 }: { readonly filter: object; readonly pages?: number },
) {
  const found = await list(look, `/v2/users/${kind}/search`, { name: 'result', filter, pages });
  const entries = found?.entries.map(({ id, expirationDate: date }) => ({ id: text(id), date, at: parseDate(date) }));
  return entries && { entries, isAll: found?.isAll };
}
