import type { HttpResponse } from '../types.ts';
import type { NetworkFault } from './network-error.ts';

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** An attempt with less time than this is not worth a wait of ours. */
export const shortestAttemptMs = 1_000;
/** A wait that the server asked for is kept when so much is left behind it. */
const quickAttemptMs = 250;

/** `Retry-After: 0`, or a date by a clock that is behind, would let requests follow each other without a pause. */
const shortestAskedMs = 1_000;

/** Statuses of a proxy, mostly Cloudflare, that does not reach the instance behind it at the moment. */
export const notReached = new Set([520, 521, 522, 523, 524, 527, 529, 530]);

/** The statuses after which another attempt is made; every other 4xx is a decision. */
const retryable = new Set([408, 429, 500, 502, 503, 504, ...notReached]);

/** How many attempts were made, and how long they took. */
interface Effort {
  readonly made: number;
  readonly spentMs: number;
}

/** All attempts at a request; and, if others failed before, those at the end that failed alike: a bound counts these. */
export interface Attempts extends Effort {
  readonly alike?: Effort;
  readonly leftMs: number;
}

export function isRetryable(answer: HttpResponse): boolean {
  return retryable.has(answer.status);
}

/**
 * How long to wait before the next attempt: what `Retry-After` says and at least 1 s, else 0.5 s doubling to 15 s with full jitter,
 * shortened so that an attempt of a second remains.
 * @param chance from 0 to 1
 * @returns milliseconds; undefined when another attempt cannot help, or would come too late
 */
export function retryWait(
  failed: HttpResponse | NetworkFault,
  { made, spentMs, leftMs, alike = { made, spentMs } }: Attempts,
  chance: number,
): number | undefined {
  const rule = 'status' in failed ? {} : failed.retry;
  if (rule === 'never' || alike.made >= (rule.attempts ?? Number.POSITIVE_INFINITY)) return undefined;
  if ('status' in failed && failed.headers['retry-after'] !== undefined) {
    const asked = Math.max(shortestAskedMs, retryAfterMs(failed, Date.now()));
    return asked + quickAttemptMs <= leftMs ? asked : undefined;
  }
  const room = Math.min(leftMs, (rule.withinMs ?? Number.POSITIVE_INFINITY) - alike.spentMs) - shortestAttemptMs;
  return room < 0 ? undefined : Math.min(room, chance * Math.min(longestWaitMs, firstWaitMs * 2 ** (made - 1)));
}

/**
 * RFC 9110 §10.2.3: `Retry-After` as seconds or as a date.
 * @param now milliseconds since 1970
 * @returns milliseconds from now; 0 for none
 */
export function retryAfterMs({ headers }: HttpResponse, now: number): number {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
