/** More wrappings than this are not an accident. */
const deepest = 6;

/**
 * Removes, one by one, what secret stores, shells and people put around a key: a byte order mark, white space,
 * quotes, base64 (also in lines), and JSON escapes.
 * @param text the key document as it was given
 * @returns every layer, the outermost first; the last is the text to parse
 */
export function unwrap(text: string): string[] {
  const layers = [text];
  while (layers.length < deepest) {
    const outer = layers.at(-1) ?? '';
    const inner = withoutMargin(outer) ?? withoutQuotes(outer) ?? withoutEscapes(outer) ?? withoutBase64(outer);
    if (inner === undefined) break;
    layers.push(inner);
  }
  return layers;
}

/** Text in UTF-8, or in the UTF-16 that PowerShell writes. */
export function decodeText(bytes: Buffer): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0);
  return bytes.toString(utf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

function withoutMargin(text: string): string | undefined {
  // String.trim also removes a byte order mark.
  const trimmed = text.trim();
  return trimmed === text ? undefined : trimmed;
}

function withoutQuotes(text: string): string | undefined {
  const inner = /^(["'`])([\s\S]*)\1$/.exec(text);
  return inner === null ? undefined : (fromJsonString(text) ?? inner[2]);
}

/** `{\"type\":\"serviceaccount\" …}`: the inside of a JSON string whose quotes were lost. */
function withoutEscapes(text: string): string | undefined {
  return /^\{(\s|\\n)*\\"/.test(text) ? fromJsonString(`"${text}"`) : undefined;
}

function withoutBase64(text: string): string | undefined {
  const compact = text.replace(/\s|\\[nr]/g, '');
  if (!/^[A-Za-z0-9+/_-]{32,}={0,2}$/.test(compact)) return undefined;
  const decoded = decodeText(Buffer.from(compact, 'base64'));
  return /^(["'`]?\s*\{|["'`]?-----BEGIN |[A-Za-z0-9+/_\s-]{64,}={0,2}$)/.test(decoded.trim()) ? decoded : undefined;
}

function fromJsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
