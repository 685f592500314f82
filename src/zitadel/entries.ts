import type { Look } from '../http/requests.ts';

import { record, text } from '../util/json.ts';
import { parseDate } from '../util/time.ts';

/** A key or a personal access token, as ZITADEL lists it. */
export interface Entry {
  readonly id: string | undefined;
  /** The expiration date as the server writes it. */
  readonly date: unknown;
  /** The same in milliseconds since 1970; `Infinity` for never, `NaN` for no date. */
  readonly at: number;
}

/**
 * ZITADEL v4, UserService ListKeys and ListPersonalAccessTokens: the entries that match, the newest first, in pages of
 * 100. An account sees its own without any role.
 * @returns undefined if the server does not return the list; `isAll` is false if there are more pages
 */
export async function listEntries(
  look: Look,
  kind: 'keys' | 'pats',
  { filter, pages = 1 }: { readonly filter: object; readonly pages?: number },
): Promise<{ readonly entries: Entry[]; readonly isAll: boolean } | undefined> {
  const found: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const fields = await look({
      method: 'POST',
      path: `/v2/users/${kind}/search`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(page > 1 && { pagination: { offset: found.length } }), filters: [filter] }),
    });
    // The server omits an empty list, and another response must not look like an empty list.
    if (fields?.['pagination'] === undefined) return undefined;
    const more: unknown[] = [fields['result'] ?? []].flat();
    found.push(...more);
    const isAll = more.length === 0 || found.length >= Number(record(fields['pagination'])['totalResult'] ?? 0);
    if (isAll || page === pages) return { entries: found.map(record).map(entryOf), isAll };
  }
}

function entryOf({ id, expirationDate }: Readonly<Record<string, unknown>>): Entry {
  return { id: text(id), date: expirationDate, at: parseDate(expirationDate) };
}
