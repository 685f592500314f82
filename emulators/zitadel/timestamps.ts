/** What a key or token gets as its expiry when none was chosen. */
export const NEVER = '9999-12-31T23:59:59Z';

/** Milliseconds as the API writes a time: RFC 3339 in UTC, a fraction only where there is one. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, (zeros) => (zeros.startsWith('.') ? 'Z' : zeros));
}
