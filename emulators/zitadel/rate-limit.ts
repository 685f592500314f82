import type { Answer } from './answers.ts';

const SECOND = 1000;

export interface RateLimit {
  /** Allows so many requests in any second, over the whole server. In: the number, and a `retry-after` to send. */
  set: (perSecond: number, retryAfter?: string) => void;
  /** Counts a request. Out: the refusal when there were too many. */
  refusal: () => Answer | undefined;
}

/** A limit as an edge in front of the server sets it; none at first. */
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
