import { describeResponse } from '../http/response.ts';
import type { HttpRequest, HttpResponse, Log, Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject } from '../util/json.ts';

/** A form as OAuth sends it (RFC 6749 Appendix B). */
export function postForm(
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): HttpRequest {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  };
}

/** RFC 6750 §2.1, in the one spelling that ZITADEL accepts. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** The fields of a success; undefined for anything else. */
export type Look = (request: HttpRequest) => Promise<Record<string, unknown> | undefined>;

/**
 * Looks for more about a token, with the token itself: one attempt of at most five seconds, and every failure is silent.
 * @param budgetMs milliseconds, instead of the time left of the step
 */
export function createLook(token: string, { connection }: Session, budgetMs?: number): Look {
  return async (request) => {
    const headers = { ...request.headers, ...bearer(token) };
    try {
      const response = await connection.send(() => ({ ...request, headers }), {
        what: 'a look-up',
        onceWithinMs: 5_000,
        budgetMs,
      });
      return response.status === 200 ? parseObject(response.body) : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Whose token it is (OpenID Connect Core §5.3); needs neither a role nor an audience. */
export const userinfo: HttpRequest = { method: 'GET', path: '/oidc/v1/userinfo', headers: {} };

/** A success that is none: status 200 with something that ZITADEL never sends. */
export function unexpected(what: string, fault: string, origin: string): ActionError {
  return new ActionError(
    'server',
    'unexpected-response',
    `${what} was answered with status 200, but ${fault}.`,
    `Check that ${origin} is the instance, and what stands in front of it: a login page, a proxy, a mock.`,
  );
}

/** The fault of a response whose form is not understood. */
export function notZitadel(response: HttpResponse, log: Log): string {
  return `not as ZITADEL does: ${describeResponse(response, log)}`;
}
