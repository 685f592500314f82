import type { Log } from '../types/log.ts';
import type { HttpResponse } from '../types/transport.ts';
import { decodeReferences } from '../util/escapes.ts';
import { parseObject, record, text } from '../util/json.ts';
import { quote } from '../util/text.ts';

/** The error in a response: OAuth's two fields (RFC 6749 §5.2), or the ID and message of ZITADEL's APIs. */
export interface ErrorBody {
  readonly status: number;
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  /** The name of an API's error: `AUTH-7fs1e`, or `membership.not_found`. */
  readonly id?: string | undefined;
  /** Whether the details of the error are of a type of ZITADEL's. */
  readonly isZitadel?: boolean;
  /** The message of an API, or a plain text. */
  readonly message?: string | undefined;
}

export function parseError({ status, headers, body }: HttpResponse): ErrorBody {
  const fields = parseObject(body);
  if (fields === undefined) {
    // Some proxies send plain text as text/html.
    const type = headers['content-type'] ?? '';
    const isText = type.startsWith('text/plain') || (type.startsWith('text/html') && !/<[!a-z/]/i.test(body));
    return isText ? { status, message: body } : { status };
  }
  const message = text(fields['message']);
  const [detail]: unknown[] = [fields['details']].flat();
  // The services of v2 write the type without its beginning.
  const { type: shortType, '@type': type = shortType, id, slug } = record(detail);
  return {
    status,
    error: text(fields['error']),
    description: text(fields['error_description']),
    id: text(id) ?? text(slug) ?? /\(([A-Z]+-\w+|[a-z_]+(?:\.[a-z_]+)+)\)$/.exec(message ?? '')?.[1],
    isZitadel: /^(type\.googleapis\.com\/)?zitadel\./.test(text(type) ?? ''),
    message,
  };
}

const longestText = 65_536;

/** The part of a page that is searched for the title. In a malicious page, a longer search could take minutes. */
const headOfPage = 4096;

/** The error or the kind of a response as one clean line; never its raw body. */
export function describeResponse(response: HttpResponse, log: Log, error = parseError(response)): string {
  const { status, body } = response;
  const oauth = [error.error, error.description].filter((part) => part !== undefined).join(': ');
  // A successful response in an unknown form may contain a token that is not masked.
  const words = oauth || (status < 300 ? undefined : error.message);
  // Only 200 characters are shown, and the search for every mask in a long text takes time.
  const shown = (foreign: string): string => quote(log.clean(foreign.slice(0, longestText)));
  if (words !== undefined && words.trim() !== '') return `status ${status}, ${shown(words)}`;
  if (/^\s*<(!doctype|html)/i.test(body)) {
    const title = /<title[^<>]*>([^<]{1,300})<\/title>/i.exec(body.slice(0, headOfPage))?.[1];
    return `status ${status}, an HTML page${title === undefined ? '' : ` titled ${shown(decodeReferences(title))}`}`;
  }
  return `status ${status}, ${body.trim() === '' ? 'an empty body' : 'in a form that ZITADEL does not use'}`;
}

/**
 * The time by which the server's clock is ahead of ours, from the response's `Date`.
 * @param now milliseconds since 1970
 * @returns milliseconds; 0 if the response contains no date
 */
export function clockOffset({ headers }: HttpResponse, now: number): number {
  const offset = Date.parse(headers['date'] ?? '') - now;
  return Number.isNaN(offset) ? 0 : offset;
}
