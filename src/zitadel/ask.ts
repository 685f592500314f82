import { checkError, knownUserId, recoverCheck, type Check } from '../explain/check.ts';
import { judge } from '../explain/outage.ts';
import { isGone, notZitadel, readRejection, rejectionOf, unexpected } from '../explain/rejection.ts';
import { listAdministrators } from '../http/lists.ts';
import { bearer, postJson, userinfo } from '../http/requests.ts';
import type { HttpRequest, HttpResponse } from '../types/transport.ts';
import type { ActionError } from '../util/errors.ts';
import { parseObject, record, text } from '../util/json.ts';

type Fields = Record<string, unknown>;

/**
 * Sends the request of a check.
 * @param otherwise is called if the server does not have this API
 * @returns the fields of a response with status 200
 */
export async function ask(request: HttpRequest, check: Check, otherwise?: () => Promise<Fields>): Promise<Fields> {
  const { token, session, what } = check;
  const headers = { ...bearer(token.value), ...request.headers };
  const options = { what, judge };
  const send = (): Promise<HttpResponse> => session.connection.send(() => ({ ...request, headers }), options);
  const first = await send();
  const isOk = first.status === 200;
  if (!isOk && otherwise !== undefined && isGone(readRejection(first, session.log))) return await otherwise();
  const response = isOk ? first : await recoverCheck(first, send, check);
  const fields = parseObject(response.body);
  if (fields === undefined) throw unexpected(what, notZitadel(response, session.log), session.origin);
  return fields;
}

/** The account's own administrator roles. */
export async function askForRoles(check: Check): Promise<Fields[]> {
  const userId = knownUserId(check.token, check.session) ?? text((await ask(userinfo, check))['sub']);
  const roles = userId && (await listAdministrators((request) => ask(request, check), userId));
  if (roles) return roles;
  const field = userId === undefined ? '"sub"' : '"pagination"';
  throw unexpected(check.what, `its ${field} is missing`, check.session.origin);
}

/**
 * The organization from the v2 API, for a server without the v1 API. Only an account with org.read gets the domains. The
 * search proves nothing: since v5 it may return every organization to every account (zitadel#10917).
 * @returns the same fields as the v1 API
 */
export async function askForOrganization(check: Check): Promise<Fields> {
  const { what, session } = check;
  const post = (path: string, body: object): Promise<Fields> => ask(postJson(`/v2/organizations/${path}`, body), check);
  const [own] = session.orgId === undefined ? await askForRoles(check) : [];
  const id = session.orgId ?? text(record(own?.['user'])['organizationId']);
  const refuse = async (errorId: string, words: string): Promise<ActionError> =>
    await checkError(rejectionOf(errorId, words), check);
  if (id === undefined) throw await refuse('AUTH-5mWD2', 'the account has no administrator role');

  const { domains, pagination } = await post(`${encodeURIComponent(id)}/domains/search`, {});
  const { details, result } = await post('_search', { queries: [{ idQuery: { id } }] });
  if ((domains ?? pagination) === undefined || details === undefined) {
    throw unexpected(what, 'its "pagination" or its "details" is missing', session.origin);
  }
  if ([domains ?? []].flat().length === 0) {
    const exists = session.orgId === undefined || Number(record(details)['totalResult'] ?? 0) > 0;
    throw await refuse(exists ? 'AUTH-5mWD2' : 'AUTH-Bs7Ds', 'status 200 without the domains of the organization');
  }
  const found = [result ?? []].flat().find((organization) => record(organization)['id'] === id);
  return { org: found ?? { id } };
}
