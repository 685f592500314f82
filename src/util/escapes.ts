/** The names of characters in HTML. A list and not an object, because foreign text is looked up in it. */
const named = ['amp&', 'lt<', 'gt>', 'quot"', "apos'", 'plus+', 'equals=', 'sol/', 'percnt%', 'num#', 'colon:'];

/** A text of HTML with each reference (`&amp;`, `&#43;`, `&#x2F;`) replaced by its character. */
export function decodeReferences(html: string): string {
  return html.replace(/&(?:#(\d+|x[0-9a-f]+)|(\w+));/gi, (reference, number = '', name = '') => {
    const code = Number(`0${number}`);
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    return named.find((entry) => entry.slice(0, -1) === name)?.slice(-1) ?? reference;
  });
}

/**
 * A pattern for a value in which each character that is not a letter or a digit may be escaped, also more than once: by
 * percent-encoding, form encoding, JSON, JavaScript or HTML. It ignores case, since hexadecimal digits have none.
 * @returns the value itself if it has too many such characters for a pattern
 */
export function escapedPattern(value: string): RegExp | string {
  if (value.replace(/[a-z0-9]+/gi, '').length > mostSymbols) return value;
  return new RegExp(value.toWellFormed().replace(/(\\*)([^a-z0-9\\]|[ux](?=0*5c))|\\+/giu, spellings), 'giu');
}

const mostSymbols = 500;
const percent = '%(?:25)*';
const ampersand = '&(?:amp;)*';
const encoded = `${percent}5c|%u0*5c|${ampersand}#(?:92|x5c);`;
const backslash = `(?:\\\\(?:[ux]0*5c)?|${encoded})`;

/** No part of the pattern matches one text in several ways, so that matching is fast. */
function spellings(all: string, run = '', character = ''): string {
  // Each of a run of backslashes may be doubled.
  if (character === '') return `${backslash}{${all.length},${8 * all.length}}`;
  if (/[ux]/i.test(character)) {
    return run === '' ? character : `(?:\\\\|${encoded}){${run.length},${8 * run.length}}${character}`;
  }
  const code = character.codePointAt(0) ?? 0;
  const bytes = Array.from(Buffer.from(character), (byte) => percent + hex(byte, 2)).join('');
  const units = character.split('').map((unit) => `[ux]0*${hex(unit.charCodeAt(0))}`);
  const names = named.filter((entry) => entry.endsWith(character)).map((entry) => `${entry.slice(0, -1)};`);
  const reference = [`#0*${code};?`, `#x0*${hex(code)};?`, ...names].join('|');
  const plain = ' +'.includes(character) ? '[ +]' : `\\u{${hex(code)}}`;
  // The prefix of the first one is a backslash of the run, or a percent sign.
  const escaped = `(?:(?<=[\\\\c;])|%)${units.join(`(?:${backslash}{1,8}|%)`)}`;
  const slashes = `${backslash}{${run.length},${8 * run.length + 8}}`;
  return `${slashes}(?:${bytes}|${ampersand}(?:${reference})|${escaped}|${plain})`;
}

function hex(code: number, digits = 1): string {
  return code.toString(16).padStart(digits, '0');
}
