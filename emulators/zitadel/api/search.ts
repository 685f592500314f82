import { ApiRefusal } from '../answers.ts';
import { isJsonObject } from '../json-object.ts';
import type { Key, PersonalAccessToken, State } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { maySearchUsers } from './permissions.ts';
import type { ApiCall, Route } from './route.ts';

export const DEFAULT_LIMIT = 100;

type Entry = Key | PersonalAccessToken;
type Filters = Record<string, (entry: Entry, id: string) => boolean>;

const COMMON: Filters = {
  userIdFilter: ({ userId }, id) => userId === id,
  organizationIdFilter: ({ organizationId }, id) => organizationId === id,
};

/** Searches of v2: an account sees what is its own, and what its roles let it read. */
export const searchRoutes: Route[] = [
  {
    call: 'POST /v2/users/keys/search',
    run: (call) => search(call, call.state.keys, { label: 'Keys', idFilter: 'keyIdFilter' }),
  },
  {
    call: 'POST /v2/users/pats/search',
    run: (call) =>
      search(call, call.state.personalAccessTokens, { label: 'PersonalAccessTokens', idFilter: 'tokenIdFilter' }),
  },
];

function search(call: ApiCall, all: Map<string, Entry>, kind: { label: string; idFilter: string }): unknown {
  const { state, caller, body } = call;
  const filters: Filters = { ...COMMON, [kind.idFilter]: (entry, id) => entry.id === id };
  const tests = (Array.isArray(body['filters']) ? body['filters'] : []).map((filter: unknown, index) => {
    const [name, value] = Object.entries(isJsonObject(filter) ? filter : {})[0] ?? [];
    const test = filters[name ?? ''];
    if (!test || !isJsonObject(value)) throw new ApiRefusal({ code: 3, message: invalidFilter(kind.label, index) });
    return (entry: Entry): boolean => test(entry, String(value['id']));
  });
  const found = [...all.values()].filter((entry) => tests.every((test) => test(entry)));
  const { asc = false, limit = DEFAULT_LIMIT } = isJsonObject(body['pagination']) ? body['pagination'] : {};
  const ordered = asc === true ? found : found.toReversed();
  const result = ordered
    .filter((entry) => visible(state, caller, entry))
    .slice(0, Number(limit))
    .map(entryAnswer);
  return {
    ...pagination(found.length, Number(limit)),
    ...(result.length > 0 && { result }),
  };
}

/** How much matches, also what the caller may not see. */
export function pagination(total: number, limit = DEFAULT_LIMIT): object {
  return { pagination: { ...(total > 0 && { totalResult: String(total) }), appliedLimit: String(limit) } };
}

function visible(state: State, { user }: ApiCall['caller'], { userId, organizationId }: Entry): boolean {
  return userId === user.id || maySearchUsers(state, user, organizationId);
}

function entryAnswer({ id, userId, organizationId, creationDate, expirationDate }: Entry): unknown {
  const created = timestamp(creationDate);
  return { creationDate: created, changeDate: created, id, userId, organizationId, expirationDate };
}

function invalidFilter(label: string, index: number): string {
  const where = `invalid List${label}Request.Filters[${index}]: embedded message failed validation`;
  return `${where} | caused by: invalid ${label}SearchFilter.Filter: value is required`;
}

/** The answer of a search of v2 for users or organizations. */
export function v2List(state: State, { total, result }: { total: number; result: object[] }): object {
  return {
    details: { ...(total > 0 && { totalResult: String(total) }), timestamp: timestamp(state.now()) },
    ...(result.length > 0 && { result }),
  };
}

/** The answer of a search of v1, newest first. */
export function listAnswer<E extends Entry>(state: State, entries: E[], fields: (entry: E) => object): unknown {
  const result = entries.toReversed().map((entry) => Object.assign(listed(entry), fields(entry)));
  return {
    details: {
      ...(result.length > 0 && { totalResult: String(result.length) }),
      viewTimestamp: timestamp(state.now()),
    },
    ...(result.length > 0 && { result }),
  };
}

function listed({ id, sequence, creationDate, organizationId }: Entry): object {
  const created = timestamp(creationDate);
  const details = { sequence: String(sequence), creationDate: created, changeDate: created };
  return { id, details: { ...details, resourceOwner: organizationId } };
}
