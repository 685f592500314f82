/** What a key or token gets as its expiry when none was chosen. */
export const NEVER = '9999-12-31T23:59:59Z';

/** Milliseconds as the API writes a time: RFC 3339 in UTC, without a fraction of zero. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** A time of RFC 3339 as the server keeps it: in UTC, microseconds at most, written with 0, 3 or 6 digits. */
export function keptTimestamp(text: string): string {
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, 6).padEnd(6, '0');
  return timestamp(Date.parse(text)).replace(/(?:\.\d+)?Z$/, `.${fraction}Z`.replace(/\.?(?:000){1,2}Z$/, 'Z'));
}
