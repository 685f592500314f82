import { ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import type { Key, Lists, PersonalAccessToken, State } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { unrecorded } from '../unrecorded.ts';
import { mayRead } from './permissions.ts';
import type { ApiCall, Route } from './route.ts';

export const DEFAULT_LIMIT = 100;

type Entry = Key | PersonalAccessToken;

/** Searches of v2. An account finds its own objects, and the objects that its roles may read. */
export const searchRoutes: Route[] = [
  { call: 'POST /v2/users/keys/search', run: (call) => search(call, 'keys', 'keyIdFilter') },
  { call: 'POST /v2/users/pats/search', run: (call) => search(call, 'personalAccessTokens', 'tokenIdFilter') },
];

function search({ state, caller: { user }, body }: ApiCall, kind: keyof Lists, idFilter: string): unknown {
  const filters: unknown[] = Array.isArray(body['filters']) ? body['filters'] : [];
  const tests = filters.map((filter, index) => testOf(filter, index, idFilter));
  const found = state.lists()[kind].filter((entry: Entry) => tests.every((test) => test(entry)));
  const result = found
    .toReversed()
    .filter(({ userId, organizationId }) => userId === user.id || mayRead(state, { user, organizationId }, 'user.read'))
    .map(entryAnswer);
  return { ...pagination(found.length), ...(result.length > 0 && { result }) };
}

function testOf(filter: unknown, index: number, idFilter: string): (entry: Entry) => boolean {
  const [name, value] = Object.entries(isJsonObject(filter) ? filter : {})[0] ?? [];
  if (name === undefined && idFilter === 'keyIdFilter') {
    const where = `invalid ListKeysRequest.Filters[${index}]: embedded message failed validation`;
    throw new ApiRefusal({
      code: 3,
      message: `${where} | caused by: invalid KeysSearchFilter.Filter: value is required`,
    });
  }
  const id = isJsonObject(value) ? value['id'] : undefined;
  if (name === 'userIdFilter') return ({ userId }) => userId === id;
  return name === idFilter ? (entry) => entry.id === id : unrecorded(`the filter ${name}`);
}

function entryAnswer({ id, userId, organizationId, creationDate, expirationDate }: Entry): unknown {
  const created = timestamp(creationDate);
  return { creationDate: created, changeDate: created, id, userId, organizationId, expirationDate };
}

/** The number of all matches, including those that the caller may not read. */
export function pagination(total: number): object {
  return { pagination: { ...(total > 0 && { totalResult: String(total) }), appliedLimit: String(DEFAULT_LIMIT) } };
}

/** The response to a search of v2 for users or organizations. */
export function v2List(state: State, { total, result }: { total: number; result: object[] }): object {
  return {
    details: { ...(total > 0 && { totalResult: String(total) }), timestamp: timestamp(state.now()) },
    ...(result.length > 0 && { result }),
  };
}
