/**
 * A value of an answer with all that differs from server to server replaced by a description: ids, times, tokens,
 * counters. Two answers are the same when their shapes are.
 */
export function shape(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => shape(one, field));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one, name)]));
  }
  if (typeof value === 'number') return value > 1_000_000_000 ? '<seconds since 1970>' : value;
  if (typeof value !== 'string') return value;
  if (field === 'at_hash') return `<${value.length} characters>`;
  if (['access_token', 'id_token', 'token'].includes(field))
    return value.startsWith('<') ? value : tokenShape(field, value);
  if (field === 'keyContent' && !value.startsWith('<')) return keyContentShape(value);
  if (field === 'sequence') return value.replace(/^\d+$/, '<number>');
  return value.replaceAll(/\d{18}/g, '<id>').replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>');
}

/** The way the recordings describe a token: its dot-separated parts and its length. */
export function tokenShape(name: string, token: string): string {
  return `<${name}: ${partsAndLength(token)}>`;
}

/** "5 part(s), 288 characters". */
export function partsAndLength(token: string): string {
  return `${token.split('.').length} part(s), ${token.length} characters`;
}

function keyContentShape(base64: string): string {
  const file: { type?: string; key?: string } = JSON.parse(Buffer.from(base64, 'base64').toString());
  return file.type === 'serviceaccount' && file.key?.startsWith('-----BEGIN RSA PRIVATE KEY-----')
    ? '<base64 of the key JSON>'
    : base64;
}
