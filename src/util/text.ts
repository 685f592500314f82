const longest = 200;

/** An expression with Unicode classes. As a literal it would cost time when the bundle is loaded, also if it never runs. */
export function unicode(source: string, flags = 'u'): RegExp {
  return new RegExp(source, flags);
}

/**
 * Foreign text (the server's, a name, an input) as one clean line of at most 200 characters.
 * Control and direction characters are removed, because a line break could start a workflow command. `##[` is split,
 * because the runner takes it for a command anywhere in a line.
 */
export function oneLine(text: string): string {
  // A shortcut for nearly every text.
  if (text.length <= longest && /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text) && !text.includes('##[')) return text;
  const line = text.replace(unicode('[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+', 'gu'), ' ').replaceAll('##[', '## [').trim();
  return line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
}

/** Foreign text in quotation marks, which it cannot close. */
export function quote(text: string): string {
  return `"${oneLine(text).replaceAll('"', "'")}"`;
}

/** A value that may be a secret by mistake: only a short and simple one is quoted. */
export function quoteHarmless(value: string): string {
  return /^[A-Za-z0-9.-]{1,20}$/.test(value) ? `"${value}"` : `a text of length ${value.length}`;
}

/** The first invisible character, such as a zero-width space. */
export function findInvisible(text: string): string | undefined {
  // A shortcut for nearly every text.
  if (/^[\x20-\x7e]*$/.test(text)) return undefined;
  const invisible = unicode('(?! )[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Z}\\u115f\\u1160\\u2800\\u3164\\uffa0]');
  return codePoint(invisible.exec(text), 'invisible character');
}

/** The first Greek or Cyrillic letter next to a Latin one, or sign that only looks like a dash, a dot or a slash. */
export function findLookalike(text: string): string | undefined {
  const lookalike =
    /(?<=[A-Za-z])[\u0370-\u052f]|[\u0370-\u052f](?=[A-Za-z])|[\u2010-\u2015\u2024\u2044\u2212\u3002\ufe58\ufe63\uff01-\uff5e]/;
  return codePoint(lookalike.exec(text), 'character');
}

export function findNonAscii(text: string): string | undefined {
  return codePoint(/[^\0-\x7f]/u.exec(text), 'character');
}

function codePoint(found: RegExpExecArray | null, what: string): string | undefined {
  const code = found?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return found === null ? undefined : `the ${what} U+${code} at position ${found.index + 1}`;
}

/**
 * The parts of a list: separated by white space, commas or semicolons, each with or without quotes; also a list in JSON or
 * YAML, as an expression or a block contains it.
 */
export function splitList(text: string): string[] {
  const inner = /^\[([^[\]{}]+)\]$/.exec(text)?.[1] ?? text;
  const parts = inner.split(/[\s,;]+/).map((part) => /^(["'])(.+)\1$/.exec(part)?.[2] ?? part);
  return parts.filter((part) => !/^[-*]?$/.test(part));
}
