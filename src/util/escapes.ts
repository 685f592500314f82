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
 */
export function escapedPattern(value: string): RegExp {
  return new RegExp(value.toWellFormed().replace(/\\+|[^a-z0-9]/giu, spellings), 'giu');
}

const percent = '%(?:25)*';
const ampersand = '&(?:amp;)*';
const backslash = `(?:\\\\|${percent}5c|${ampersand}#(?:92|x5c);)`;

/** No part of the pattern matches one text in several ways, so that matching is fast. */
function spellings(character: string): string {
  // Each of a run of backslashes may be doubled.
  if (character.startsWith('\\')) return `${backslash}{${character.length},${8 * character.length}}`;
  const code = character.codePointAt(0) ?? 0;
  const bytes = Array.from(Buffer.from(character), (byte) => percent + hex(byte, 2)).join('');
  const units = character.split('').map((unit) => `(?:${backslash}{1,8}|%)[ux]0*${hex(unit.charCodeAt(0))}`);
  const names = named.filter((entry) => entry.endsWith(character)).map((entry) => `${entry.slice(0, -1)};`);
  const reference = [`#0*${code};?`, `#x0*${hex(code)};?`, ...names].join('|');
  const plain = ' +'.includes(character) ? '[ +]' : `\\u{${hex(code)}}`;
  return `(?:${backslash}{0,8}(?:${bytes}|${ampersand}(?:${reference})|${plain})|${units.join('')})`;
}

function hex(code: number, digits = 1): string {
  return code.toString(16).padStart(digits, '0');
}
