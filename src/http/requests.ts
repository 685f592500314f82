import type { Session } from '../types/step.ts';
import type { Connection, HttpRequest, HttpResponse, Verdict } from '../types/transport.ts';
import { parseObject } from '../util/json.ts';

type Texts = Readonly<Record<string, string>>;

/** A request with a form, as in OAuth (RFC 6749 Appendix B). */
export function postForm(path: string, form: Texts, headers: Texts): HttpRequest {
  const body = new URLSearchParams(form).toString();
  return { method: 'POST', path, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body };
}

/** A request with JSON, as in ZITADEL's APIs. */
export function postJson(path: string, content: object, headers: Texts = {}): HttpRequest {
  const body = JSON.stringify(content);
  return { method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** RFC 6750 §2.1, in the only spelling that ZITADEL accepts. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** Returns the fields of a successful response; undefined for any other. */
export type Look = (request: HttpRequest) => Promise<Record<string, unknown> | undefined>;

/**
 * Requests more about an instance or a token: one attempt, whose failure is ignored.
 * @param token is sent with each request
 * @param onceWithinMs the limit of each attempt
 */
export function createLook(token: string, { connection }: Pick<Session, 'connection'>, onceWithinMs?: number): Look {
  return async (request) => {
    const headers = { ...request.headers, ...bearer(token) };
    const response = await tryOnce({ ...request, headers }, connection, onceWithinMs);
    return response?.status === 200 ? parseObject(response.body) : undefined;
  };
}

/** @returns the response to one attempt; undefined if there was none */
export async function tryOnce(
  request: HttpRequest,
  connection: Connection,
  onceWithinMs = 5_000,
): Promise<HttpResponse | undefined> {
  const options = { what: 'a look-up', onceWithinMs, judge: (): Verdict => 'decision' };
  return await connection.send(() => request, options).catch(() => undefined);
}

/** The owner of a token (OpenID Connect Core §5.3); needs neither a role nor an audience. */
export const userinfo: HttpRequest = { method: 'GET', path: '/oidc/v1/userinfo', headers: {} };
