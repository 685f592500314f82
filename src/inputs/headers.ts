import { configError } from '../util/errors.ts';
import { quote } from '../util/text.ts';

/** A line of the input `headers`, not checked yet. */
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
    const where = `Line ${index + 1} of the input 'headers'`;
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) {
      throw configError('invalid-header', `${where} is no header.`, `Write one "Name: value" a line.`);
    }
    const key = name.toLowerCase();
    if (ownHeaders.has(key) || ours.includes(key)) {
      throw configError(
        'invalid-header',
        `${where} sets ${quote(key)}, which this action sets itself.`,
        `Remove that line.`,
      );
    }
    if (!/^[\t\x20-\x7e]*$/.test(value)) {
      throw configError(
        'invalid-header',
        `${where} has a value with characters that no header can carry.`,
        `Use visible ASCII only.`,
      );
    }
    if (key in headers)
      throw configError('invalid-header', `${where} sets ${quote(key)} a second time.`, `Keep one of them.`);
    headers[key] = value;
  }
  return headers;
}

/** What authenticates, frames or routes a request. */
const ownHeaders = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'proxy-authorization',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
