import type { HttpResponse, Log } from '../types.ts';
import { decodeReferences } from '../util/escapes.ts';
import { parseObject, text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';

/** What an answer says about a refusal: OAuth's two fields (RFC 6749 §5.2), or the id and message of ZITADEL's APIs. */
export interface ErrorBody {
  readonly status: number;
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  /** Such as `AUTH-7fs1e`. */
  readonly id?: string | undefined;
  /** The message of an API, or the whole of a plain text. */
  readonly message?: string | undefined;
}

export function parseError({ status, headers, body }: HttpResponse): ErrorBody {
  const fields = parseObject(body);
  if (fields === undefined)
    return headers['content-type']?.startsWith('text/plain') ? { status, message: body } : { status };
  const message = text(fields['message']);
  const details: unknown[] = Array.isArray(fields['details']) ? fields['details'] : [];
  const [detail] = details;
  const id = isRecord(detail) ? text(detail['id']) : undefined;
  return {
    status,
    error: text(fields['error']),
    description: text(fields['error_description']),
    id: id ?? /\(([A-Z]+-\w+)\)$/.exec(message ?? '')?.[1],
    message,
  };
}

const longestText = 65_536;

/** Where a page has its title. No more is searched: a page can be made so that the search would take minutes. */
const headOfPage = 4096;

/** An answer's own words as one clean line: never its raw body. */
export function describeResponse(answer: HttpResponse, log: Log, said = parseError(answer)): string {
  const oauth = [said.error, said.description].filter((part) => part !== undefined).join(': ');
  // A success in a form that is not understood may hold a token that nobody has masked.
  const words = oauth || (answer.status < 300 ? undefined : said.message);
  // A line shows 200 characters of it; to look for every mask in a long text takes its time.
  const shown = (foreign: string): string => quote(log.clean(foreign.slice(0, longestText)));
  if (words !== undefined && words.trim() !== '') return `status ${answer.status}, ${shown(words)}`;
  if (/^\s*<(!doctype|html)/i.test(answer.body)) {
    const title = /<title[^>]*>([^<]{1,300})<\/title>/i.exec(answer.body.slice(0, headOfPage))?.[1];
    return `status ${answer.status}, an HTML page${title === undefined ? '' : ` titled ${shown(decodeReferences(title))}`}`;
  }
  return `status ${answer.status}, ${answer.body.trim() === '' ? 'an empty body' : 'in a form that ZITADEL does not use'}`;
}

/**
 * A text of a response that is kept as data: one line, without any secret that a server may have put into it. An id stays:
 * a secret of digits may be a part of it.
 */
export function cleanField(value: unknown, log: Log): string | undefined {
  const foreign = text(value);
  if (foreign === undefined || /^\d{1,200}$/.test(foreign)) return foreign;
  return text(oneLine(log.cleanOutput(foreign.slice(0, longestText))));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
