import type { Version } from './state.ts';

/** A response of the server. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** JSON as the OAuth endpoints send it: with `no-store`, and with a line break after it. */
export function oauthAnswer(body: unknown, status = 200): Answer {
  return { status, headers: { ...NO_STORE, ...JSON_TYPE }, body: `${JSON.stringify(body)}\n` };
}

/** An error of RFC 6749. By default the status is 400, even for errors for which the RFC requires 401. */
export function oauthError(error: string, description: string, status = 400): Answer {
  return oauthAnswer({ error, error_description: description }, status);
}

/** Text as Go's `http.Error` sends it. */
export function textAnswer(status: number, text: string): Answer {
  return { status, headers: { ...NO_STORE, 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}

/** The three formats of API responses: the REST paths of v1, the REST paths of v2, and the services of v2 (Connect). */
export type ApiStyle = 'v1' | 'v2' | 'service';

/** JSON as the APIs send it. The REST paths of v2 do not send `no-store`. */
export function apiAnswer(
  body: unknown,
  { style = 'v1', status = 200 }: { style?: ApiStyle; status?: number } = {},
): Answer {
  return { status, headers: { ...(style !== 'v2' && NO_STORE), ...JSON_TYPE }, body: JSON.stringify(body) };
}

/** JSON of the router, which responds to an unknown path or method before any API runs. */
export function routerAnswer(status: number, code: number, message: string): Answer {
  return { status, headers: JSON_TYPE, body: JSON.stringify({ code, message }) };
}

const STATUS: Record<number, number> = { 3: 400, 5: 404, 6: 409, 7: 403, 9: 400, 13: 500, 16: 401 };
const CODE_NAME: Record<number, string> = { 3: 'InvalidArgument', 16: 'Unauthenticated' };
const SERVICE_CODE: Record<number, string> = {
  3: 'invalid_argument',
  5: 'not_found',
  6: 'already_exists',
  7: 'permission_denied',
  16: 'unauthenticated',
};

export interface ApiError {
  /** The gRPC code, which determines the HTTP status. */
  code: number;
  message: string;
  /** The ID of the error, such as `AUTH-7fs1e`. Errors of the framework have no ID. */
  id?: string;
}

/** Thrown by the function of an API. The dispatcher turns the error into a response. */
export class ApiRefusal extends Error {
  readonly error: ApiError;
  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

/** An error response of an API. */
export function apiError(
  { code, message, id }: ApiError,
  { style = 'v1', version = 'v4.x' }: { style?: ApiStyle; version?: Version } = {},
): Answer {
  const type = 'type.googleapis.com/zitadel.v1.ErrorDetail';
  // Up to v4.13, the v1 APIs did not recognize errors of the framework, and wrapped them as unknown errors.
  if (!id && version === 'v4.13.1' && style === 'v1') {
    const wrapped = `rpc error: code = ${CODE_NAME[code] ?? 'Unknown'} desc = ${message}`;
    return apiAnswer(
      { code: 2, message: `${wrapped} ()`, details: [{ '@type': type, message: wrapped }] },
      { style, status: 500 },
    );
  }
  const whole = id ? `${message} (${id})` : message;
  const status = STATUS[code] ?? 500;
  if (style === 'service') {
    const details = id && [{ type: 'zitadel.v1.ErrorDetail', value: errorDetail(id, message), debug: { id, message } }];
    const body = { code: SERVICE_CODE[code] ?? 'internal', message: whole, ...(details && { details }) };
    return { ...routerAnswer(status, code, whole), body: JSON.stringify(body) };
  }
  const answer = apiAnswer(
    { code, message: whole, ...(id && { details: [{ '@type': type, id, message }] }) },
    { style, status },
  );
  if (code === 16) answer.headers['www-authenticate'] = whole;
  return answer;
}

/** The Protocol Buffers message `zitadel.v1.ErrorDetail`, in base64: field 1 is the ID, field 2 is the message. */
function errorDetail(id: string, message: string): string {
  const fields = [id, message].map((text, index) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([(index + 1) * 8 + 2, bytes.length]), bytes]);
  });
  return Buffer.concat(fields).toString('base64').replace(/=+$/, '');
}
