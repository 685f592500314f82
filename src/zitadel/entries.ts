import { text } from '../util/json.ts';
import { parseDate } from '../util/time.ts';
import type { Look } from '../http/requests.ts';

/** A key or a personal access token, as ZITADEL lists it. Times in milliseconds since 1970. */
export interface Entry {
  readonly id: string | undefined;
  /** The expiration date as the server writes it. */
  readonly date: unknown;
  /** The same as a time; `Infinity` for never. */
  readonly at: number;
  /** When it was created; `NaN` if the server does not return it. */
  readonly from: number;
}

/**
 * ZITADEL v4, UserService ListKeys and ListPersonalAccessTokens: the newest 100 that match. An account sees its own
 * without any role.
 * @returns an empty list if the server does not return one
 */
export async function listEntries(look: Look, kind: 'keys' | 'pats', filter: object): Promise<Entry[]> {
  const fields = await look({
    method: 'POST',
    path: `/v2/users/${kind}/search`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filters: [filter] }),
  });
  const entries: unknown[] = [fields?.['result'] ?? []].flat();
  return entries
    .filter((entry) => typeof entry === 'object' && entry !== null)
    .map((entry: { id?: unknown; expirationDate?: unknown; creationDate?: unknown }) => ({
      id: text(entry.id),
      date: entry.expirationDate,
      at: parseDate(entry.expirationDate),
      from: parseDate(entry.creationDate),
    }))
    .filter(({ at }) => !Number.isNaN(at));
}
