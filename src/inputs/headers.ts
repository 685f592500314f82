import { configError } from '../util/errors.ts';
import { quote } from '../util/text.ts';

/** A line of the input `headers`, before it is checked. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** The header lines of an input, each as a name and a value. */
export function headerLines(text: string): HeaderLine[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, Math.max(colon, 0)).trim(), value: line.slice(colon + 1).trim() };
    });
}

/**
 * Checks the header lines of an input.
 * @param ours names that this step sets itself
 * @returns the headers by their names in lower case
 * @throws ActionError `config`
 */
export function parseHeaders(lines: readonly HeaderLine[], ours: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [index, { name, value }] of lines.entries()) {
    const key = name.toLowerCase();
    const isHeader = /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
    const isOurs = ownHeaders.test(key) || ours.includes(key);
    if (!isHeader || isOurs || key in headers) {
      const sets = `sets ${quote(key)}${isOurs ? ', which this action sets itself' : ' a second time'}`;
      throw configError(
        'invalid-header',
        `Line ${index + 1} of the input 'headers' ${isHeader ? sets : 'is not a header in visible ASCII'}.`,
        isHeader ? fixFor(key) : `Write one "Name: value" per line.`,
      );
    }
    headers[key] = value;
  }
  return headers;
}

/** A name of the instance in a header is what two inputs are for. */
function fixFor(header: string): string {
  return /^(host|x-zitadel-.*|x-forwarded-(host|proto))$/.test(header)
    ? `Remove that line. If the runner reaches the instance under another address, set 'endpoint' to that address and 'domain' to the public name of the instance.`
    : `Remove that line.`;
}

/** The headers that authenticate, frame or route a request. */
const ownHeaders =
  /^(authorization|connection|content-length|content-type|expect|host|proxy-authorization|trailer|transfer-encoding|upgrade)$/;
