import type { HttpResponse } from '../types/transport.ts';
import type { NetworkFault } from './network-error.ts';

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** Before an attempt with less time than this, no wait of our own is made. */
export const shortestAttemptMs = 1_000;
/** A wait that the server requested is made if this time is left after it. */
export const quickAttemptMs = 250;

/** With `Retry-After: 0`, or the date of a slow clock, requests would follow each other without a pause. */
const shortestWaitMs = 1_000;

/** Statuses of a proxy, mostly Cloudflare, that temporarily does not reach the instance. */
export const notReached = new Set([520, 521, 522, 523, 524, 527, 529, 530]);

/** The statuses after which another attempt is made. Every other 4xx is final. */
const retryable = new Set([408, 429, 500, 502, 503, 504, ...notReached]);

/** How many attempts at a request were made, and how long they took. */
export interface Attempts {
  readonly made: number;
  readonly spentMs: number;
  readonly leftMs: number;
  /** The attempts at the end that failed for the same reason, to which the limits of a fault apply. */
  readonly alike?: Pick<Attempts, 'made' | 'spentMs'>;
}

export function isRetryable({ status }: HttpResponse): boolean {
  return retryable.has(status);
}

/**
 * The wait before the next attempt: the value of `Retry-After` and at least 1 s; otherwise 0.5 s, doubled each time up to
 * 15 s, with full jitter, and shortened so that a second is left for the attempt.
 * @param chance from 0 to 1
 * @returns milliseconds; undefined if another attempt cannot help or would be too late
 */
export function retryWait(
  failed: HttpResponse | NetworkFault,
  { made, spentMs, leftMs, alike = { made, spentMs } }: Attempts,
  chance: number,
): number | undefined {
  const rule = 'status' in failed ? {} : failed.retry;
  if (rule === 'never' || alike.made >= (rule.attempts ?? Infinity)) return undefined;
  if ('status' in failed && failed.headers['retry-after'] !== undefined) {
    const waitMs = Math.max(shortestWaitMs, retryAfterMs(failed, Date.now()));
    return waitMs + quickAttemptMs <= leftMs ? waitMs : undefined;
  }
  const room = Math.min(leftMs, (rule.withinMs ?? Infinity) - alike.spentMs) - shortestAttemptMs;
  return room < 0 ? undefined : Math.min(room, chance * Math.min(longestWaitMs, firstWaitMs * 2 ** (made - 1)));
}

/**
 * RFC 9110 §10.2.3: `Retry-After` as seconds or as a date.
 * @param now milliseconds since 1970
 * @returns milliseconds from now; 0 for none, and for more than three years
 */
export function retryAfterMs({ headers }: HttpResponse, now: number): number {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  // More than three years cannot be meant.
  return ms > 0 && ms < 1e11 ? ms : 0;
}
