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

/** Foreign text as quoted data. */
export function quote(text: string): string {
  return `"${oneLine(text)}"`;
}

/** Whether a text is an ID that may stand in an address; dots alone would lead to another one. */
export function isId(text: string): boolean {
  return /^(?!\.+$)[\w.-]{1,200}$/.test(text);
}
