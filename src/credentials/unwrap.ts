import { parseObject } from '../util/json.ts';

/** More wrappings than this are not an accident. */
const deepest = 6;

/** The end of a run of characters is searched only from its begin, because a text of 1 MB may consist of such runs. */
const margin = /^[\s\u200b-\u200f\u2060\ufeff]+|(?<![\s\u200b-\u200f\u2060\ufeff])[\s\u200b-\u200f\u2060\ufeff]+$/g;

/** What stores, shells and people put around a secret or a key: what it is, and how the text inside is found. */
const wrappings: readonly (readonly [without: string, inner: (text: string) => string | undefined])[] = [
  ['the invisible characters around it', (text) => text.replace(margin, '')],
  ['the quotes around it', withoutQuotes],
  // `{\"type\":\"serviceaccount\" …}`: the inside of a JSON string whose quotes were lost.
  ['the escapes in it', (text) => (/^\{(\s|\\n)*\\"/.test(text) ? fromJsonString(`"${text}"`) : undefined)],
  ['the two characters \\n at its end', (text) => text.replace(/(?<!\\[nr])(\\[nr])+$/, '')],
  ['the word "Bearer" or "Basic" in front of it', (text) => /^(?:Bearer|Basic)\s+(\S+)$/i.exec(text)?.[1]],
  ['the name and the = in front of it', (text) => /^[A-Z]+_[A-Z_]+=(.+)$/s.exec(text)?.[1]],
  ['the JSON around it', withoutJson],
  ['the URL encoding', withoutPercent],
  ['the base64 encoding', withoutBase64],
];

/**
 * Removes, one by one, what was put around a text: white space, quotes, base64 (also in lines) and the like.
 * @returns every layer, the text as it was given first. Each is shorter than the one before
 */
export function unwrap(text: string, most = deepest): string[] {
  const inner = most > 1 ? unwrapOnce(text)?.inner : undefined;
  return inner === undefined ? [text] : [text, ...unwrap(inner, most - 1)];
}

/** @returns the outermost thing that was put around a text, and the text inside */
export function unwrapOnce(text: string): { readonly inner: string; readonly without: string } | undefined {
  for (const [without, unwrapped] of wrappings) {
    const inner = unwrapped(text);
    if (inner !== undefined && inner !== text) return { inner, without };
  }
  return undefined;
}

/** Text in UTF-8, or in the UTF-16 that PowerShell writes. */
export function decodeText(bytes: Buffer): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0);
  return bytes.toString(utf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

/** Takes quotes off, also typographic and escaped ones. */
export function withoutQuotes(text: string): string | undefined {
  const [opening] = /^\\?["'`“‘]/.exec(text) ?? [];
  const [closing] = /\\?["'`”’]$/.exec(text.slice(-2)) ?? [];
  if (opening === undefined || closing === undefined || text.length < opening.length + closing.length) return undefined;
  return fromJsonString(text) ?? text.slice(opening.length, -closing.length);
}

/** What ZITADEL's API returns for a new key. */
function withoutJson(text: string): string | undefined {
  const { keyContent, keyDetails } = (text.startsWith('{') && parseObject(text)) || {};
  return [keyContent, keyDetails].find((value) => typeof value === 'string');
}

function withoutPercent(text: string): string | undefined {
  if (!/^[\w%.+*~!'()/:=-]+$/.test(text) || !/%[0-9a-f]{2}/i.test(text)) return undefined;
  // In a form, a space is a plus sign.
  const query = /BEGIN\+/.test(text) ? text : text.replaceAll('+', '%2B');
  return new URLSearchParams(`=${query}`).get('') ?? undefined;
}

function withoutBase64(text: string): string | undefined {
  const compact = text.replace(/\s|\\[nr]/g, '');
  if (!/^[A-Za-z0-9+/_-]{32,}={0,2}$/.test(compact)) return undefined;
  const decoded = decodeText(Buffer.from(compact, 'base64'));
  // Random characters decode to bytes, not to text.
  return /^["'`]?\s*\{[\s\x20-\x7e]{15}|^["'`]?-----BEGIN |^[\s\x20-\x7e]+$/.test(decoded.trim()) ? decoded : undefined;
}

function fromJsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
