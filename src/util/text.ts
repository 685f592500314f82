const longest = 200;

/**
 * Foreign text (the server's, a name, an input) as one clean line of at most 200 characters.
 * Control and direction characters go, since a line break could start a workflow command; `##[`, which the runner
 * takes for a command anywhere in a line, is broken up.
 */
export function oneLine(text: string): string {
  // Nearly every text, and spared the cost of a first Unicode class.
  if (text.length <= longest && /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text) && !text.includes('##[')) return text;
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('##[', '## [')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
}

/** Foreign text as quoted data, which cannot end its quotation. */
export function quote(text: string): string {
  return `"${oneLine(text).replaceAll('"', "'")}"`;
}

/** A value that may be a secret by mistake: nothing but a short and simple one is quoted. */
export function quoteHarmless(value: string): string {
  return /^[A-Za-z0-9.-]{1,20}$/.test(value) ? `"${value}"` : `a text of length ${value.length}`;
}

/** The first character that nobody sees, such as a zero-width space. */
export function findInvisible(text: string): string | undefined {
  // Nearly every text, and spared the cost of a Unicode class.
  if (/^[\x20-\x7e]*$/.test(text)) return undefined;
  const found = /(?! )[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Z}\u115f\u1160\u2800\u3164\uffa0]/u.exec(text);
  const code = found?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return found === null ? undefined : `the invisible character U+${code} (after ${found.index} others)`;
}
