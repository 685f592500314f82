/** A JWT's header and claims, decoded and not verified. */
interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Decodes a JWT (RFC 7519) of exactly three parts; ZITADEL's encrypted tokens have five and cannot be decoded.
 * @returns undefined for anything else
 */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const parts = token.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  const [header, claims] = parts.map((part) => parseObject(Buffer.from(part, 'base64url').toString()));
  return header === undefined || claims === undefined ? undefined : { header, claims };
}

/** @returns the value if it is a text and not empty */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @returns no fields if the value is not an object */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/**
 * Parses JSON that must be an object.
 * @returns undefined for anything else; the parser's message is dropped, because it may quote a secret
 */
export function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
