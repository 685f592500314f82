import { configError } from '../util/errors.ts';
import { quote } from '../util/text.ts';

/** A line of the input `headers`, before it is checked. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** The header lines of an input, each as a name and a value. */
export function headerLines(text: string): HeaderLine[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, name = '', value = ''] = /^(?:([^:]*):)?(.*)$/s.exec(line) ?? [];
    return { name: name.trim(), value: value.trim() };
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
    const line = `Line ${index + 1} of the input 'headers'`;
    if (!isHeader) {
      const fix = `Write one "Name: value" per line.`;
      throw configError('invalid-header', `${line} is not a header in visible ASCII.`, fix);
    }
    if (isOurs || key in headers) {
      const fault = isOurs ? ', which this action sets itself' : ' a second time';
      const fix = `Remove that line.${instanceName.test(key) ? twoInputs : ''}`;
      throw configError('invalid-header', `${line} sets ${quote(key)}${fault}.`, fix);
    }
    headers[key] = value;
  }
  return headers;
}

const instanceName = /^(host|x-zitadel-.*|x-forwarded-(host|proto))$/;
const twoInputs = ` If the runner reaches the instance under another address, set 'endpoint' to that address and 'domain' to the public name of the instance.`;

/** The headers that authenticate, frame or route a request. */
const ownHeaders =
  /^(authorization|connection|content-length|content-type|expect|host|proxy-authorization|trailer|transfer-encoding|upgrade)$/;
