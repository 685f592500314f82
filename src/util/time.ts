const units = { year: 365 * 86_400_000, day: 86_400_000, hour: 3_600_000, minute: 60_000 };

/** A span of time in words: `12 hours`, `3 days`. In the largest unit of which there are at least two, rounded. */
export function inWords(ms: number): string {
  const [name, size] = Object.entries(units).find((unit) => ms >= 1.95 * unit[1]) ?? ['second', 1000];
  const count = Math.max(0, Math.round(ms / size));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** Milliseconds in words: `0.4 s`, `12 s`; at least 0.1 s. */
export function formatSeconds(ms: number): string {
  return `${ms < 9_950 ? (Math.max(ms, 100) / 1000).toFixed(1).replace(/\.0$/, '') : Math.round(ms / 1000)} s`;
}

/** A point in time to the second, in UTC: `2026-11-24T17:30:00Z`. */
export function toTheSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/**
 * An expiration date from ZITADEL (RFC 3339).
 * @returns milliseconds since 1970; `Infinity` for 9999-12-31, which means never; `NaN` for anything else
 */
export function parseDate(value: unknown): number {
  const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value);
  const time = isDate ? Date.parse(value) : Number.NaN;
  return time >= Date.UTC(9999, 0) ? Number.POSITIVE_INFINITY : time;
}
