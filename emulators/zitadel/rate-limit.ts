import type { Answer } from './answers.ts';

const SECOND = 1000;

interface RateLimit {
  /** Sets how many requests the whole server accepts in any second. @param retryAfter the `retry-after` of a rejection */
  set: (perSecond: number, retryAfter?: string) => void;
  /** Counts a request. @returns an error response if there were too many requests */
  refusal: () => Answer | undefined;
}

/** A rate limit like that of a proxy in front of the server. There is no limit until one is set. */
export function newRateLimit(now: () => number): RateLimit {
  let limit = { perSecond: Number.POSITIVE_INFINITY, headers: {} };
  let admitted: number[] = [];
  return {
    set(perSecond, retryAfter) {
      limit = { perSecond, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } };
      admitted = [];
    },
    refusal() {
      const time = now();
      admitted = admitted.filter((earlier) => earlier > time - SECOND);
      if (admitted.length < limit.perSecond) {
        admitted.push(time);
        return undefined;
      }
      const headers = { 'content-type': 'text/plain; charset=utf-8', ...limit.headers };
      return { status: 429, headers, body: 'Too Many Requests\n' };
    },
  };
}
