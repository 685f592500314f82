/**
 * A value of an answer with all that differs from server to server replaced by a description: ids, times, tokens,
 * counters. Two answers are the same when their shapes are.
 */
export function shape(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const shapes = value.map((one) => shape(one, field));
    // An instance replaces its keys: how many it has says nothing.
    return field === 'keys' ? [...new Map(shapes.map((one) => [JSON.stringify(one), one])).values()] : shapes;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one, name)]));
  }
  if (typeof value === 'number') return value > 1_000_000_000 ? '<seconds since 1970>' : value;
  if (typeof value !== 'string') return value;
  if (['at_hash', 'n', 'clientSecret'].includes(field))
    return value.startsWith('<') ? value : `<${field}: ${value.length} characters>`;
  if (['access_token', 'id_token', 'token'].includes(field))
    return value.startsWith('<') ? value : tokenShape(field, value);
  if (/^key(?:Content|Details)$/.test(field) && !value.startsWith('<')) return keyShape(value);
  if (field === 'sequence') return value.replace(/^\d+$/, '<number>');
  return value.replaceAll(/\d{18}/g, '<id>').replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>');
}

/** The way the recordings describe a token: its dot-separated parts and its length. */
function tokenShape(name: string, token: string): string {
  return `<${name}: ${partsAndLength(token)}>`;
}

/** "5 part(s), 288 characters". */
export function partsAndLength(token: string): string {
  return `${token.split('.').length} part(s), ${token.length} characters`;
}

function keyShape(text: string): string {
  const file: { key?: string } = JSON.parse(Buffer.from(text, 'base64').toString());
  return file.key?.startsWith('-----BEGIN RSA PRIVATE KEY-----') ? '<base64 of the key JSON>' : text;
}
