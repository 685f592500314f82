/**
 * The encodings under which the runner also masks a value, in the order in which `HostContext` registers them. An empty
 * result adds no mask.
 */
export const valueEncoders: readonly ((value: string) => string)[] = [
  (value) => base64(value, 0),
  (value) => base64(value, 1),
  (value) => base64(value, 2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  escapeJson,
  escapeUri,
  escapeXml,
  trimDoubleQuotes,
  beforeAmpersand,
  afterAmpersand,
];

/** Base64 of a text that contains the value: its characters depend on how many bytes precede the value. */
function base64(value: string, shift: number): string {
  const bytes = Buffer.from(value);
  return (bytes.length > shift ? bytes.subarray(shift) : bytes).toString('base64');
}

/** The runner's JSON library also escapes these three line separators, which `JSON.stringify` leaves as they are. */
function escapeJson(value: string): string {
  const separators: Readonly<Record<string, string>> = {
    '\u0085': '\\u0085',
    '\u2028': '\\u2028',
    '\u2029': '\\u2029',
  };
  return JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(/[\u0085\u2028\u2029]/g, (separator) => separators[separator] ?? '');
}

/** RFC 3986: everything except letters, digits and `-_.~`. */
function escapeUri(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function escapeXml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

function trimDoubleQuotes(value: string): string {
  return value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '';
}

/** PowerShell prints a command that failed in parts, which it cuts at `&`; parts of less than 6 characters stay. */
function beforeAmpersand(value: string): string {
  const colored = value.indexOf('&+');
  const part = value.slice(0, colored < 0 ? value.lastIndexOf('&') + 1 : colored + 2);
  return part.length < 6 ? '' : part;
}

/** The part after `&+` starts one character later, because PowerShell colors that character. */
function afterAmpersand(value: string): string {
  if (!value.includes('&')) return '';
  const colored = value.indexOf('&+');
  const part = value.slice(colored < 0 ? value.lastIndexOf('&') + 1 : colored + 3);
  return part.length < 6 ? '' : part;
}
