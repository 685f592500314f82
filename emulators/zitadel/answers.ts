import type { Version } from './state.ts';

/** What the server answers. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** JSON as the OAuth endpoints send it: never stored, a line end behind it. */
export function oauthAnswer(body: unknown, status = 200): Answer {
  return { status, headers: { ...NO_STORE, ...JSON_TYPE }, body: `${JSON.stringify(body)}\n` };
}

/** A refusal of RFC 6749; 400 unless said otherwise, also where the standard wants 401. */
export function oauthError(error: string, description: string, status = 400): Answer {
  return oauthAnswer({ error, error_description: description }, status);
}

/** Text as Go's `http.Error` sends it. */
export function textAnswer(status: number, text: string): Answer {
  return { status, headers: { ...NO_STORE, 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}

/** The three ways in which an API answers: the REST paths of v1 and of v2, and the services of v2 (Connect). */
export type ApiStyle = 'v1' | 'v2' | 'service';

/** JSON as the APIs send it; the REST paths of v2 send no header about storing. */
export function apiAnswer(
  body: unknown,
  { style = 'v1', status = 200 }: { style?: ApiStyle; status?: number } = {},
): Answer {
  return { status, headers: { ...(style !== 'v2' && NO_STORE), ...JSON_TYPE }, body: JSON.stringify(body) };
}

/** JSON of the router itself, in front of everything: a path or method that is not there. */
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
  /** The gRPC code; the HTTP status follows from it. */
  code: number;
  message: string;
  /** The error's own id, as in `AUTH-7fs1e`; the framework's refusals have none. */
  id?: string;
}

/** Thrown by an API's function; the dispatcher answers with it. */
export class ApiRefusal extends Error {
  readonly error: ApiError;
  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

/** A refusal of an API. */
export function apiError(
  { code, message, id }: ApiError,
  { style = 'v1', version = 'v4.x' }: { style?: ApiStyle; version?: Version } = {},
): Answer {
  const type = 'type.googleapis.com/zitadel.v1.ErrorDetail';
  // Up to v4.13 the v1 APIs did not recognise the framework's own refusals and wrapped them as unknown errors.
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

/** The message `zitadel.v1.ErrorDetail` of Protocol Buffers, in base64: field 1 is the id, field 2 the message. */
function errorDetail(id: string, message: string): string {
  const fields = [id, message].map((text, index) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([(index + 1) * 8 + 2, bytes.length]), bytes]);
  });
  return Buffer.concat(fields).toString('base64').replace(/=+$/, '');
}
