import type { Connection, HttpRequest, SendOptions } from '../types.ts';
import { parseObject, text } from '../util/json.ts';
import { parseDate } from '../util/time.ts';
import { bearer } from './requests.ts';

/** A key or a personal access token, as ZITADEL lists it. Times in milliseconds since 1970. */
export interface Entry {
  readonly id: string | undefined;
  /** The expiration date as the server writes it. */
  readonly date: unknown;
  /** The same as a time; `Infinity` for never. */
  readonly at: number;
  /** When it was created; `NaN` when the server does not say it. */
  readonly from: number;
}

/** One request, and the fields of its response; none for anything but a success. */
export type Fetch = (request: HttpRequest) => Promise<Record<string, unknown>>;

export function createFetch(token: string, connection: Connection, options: SendOptions): Fetch {
  return async (request) => {
    const headers = { ...request.headers, ...bearer(token) };
    const response = await connection.send(() => ({ ...request, headers }), options);
    return (response.status === 200 ? parseObject(response.body) : undefined) ?? {};
  };
}

/**
 * ZITADEL v4, UserService ListKeys and ListPersonalAccessTokens: the newest 100 that match. An account sees its own
 * without any role.
 */
export async function listEntries(fetch: Fetch, kind: 'keys' | 'pats', filter: object): Promise<Entry[]> {
  const fields = await fetch({
    method: 'POST',
    path: `/v2/users/${kind}/search`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filters: [filter] }),
  });
  const entries: unknown[] = Array.isArray(fields['result']) ? fields['result'] : [];
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
