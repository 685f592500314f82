/** The expiration date of a key or token for which no date was specified. */
export const NEVER = '9999-12-31T23:59:59Z';

/** Formats a time as the API does: RFC 3339 in UTC, without a fraction if the fraction is zero. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** Formats a time of RFC 3339 as the server stores it: in UTC, with 0, 3 or 6 digits after the second. */
export function keptTimestamp(text: string): string {
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, 6).padEnd(6, '0');
  return timestamp(Date.parse(text)).replace(/(?:\.\d+)?Z$/, `.${fraction}Z`.replace(/\.?(?:000){1,2}Z$/, 'Z'));
}
