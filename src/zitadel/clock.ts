import type { Answer } from '../types.ts';

/** A smaller offset is within what `iat` allows for; one of a day or more may be a wrong header, not a wrong clock. */
const smallestMs = 30_000;
const largestMs = 86_400_000;

/**
 * How far the server's clock is ahead of ours, by the answer's `Date`.
 * @param now milliseconds since 1970
 * @returns milliseconds; 0 when the answer tells no time
 */
export function clockOffset({ headers }: Answer, now: number): number {
  const offset = Date.parse(headers['date'] ?? '') - now;
  return Number.isNaN(offset) ? 0 : offset;
}

/** Whether an offset explains a refused assertion, and is small enough to be believed. */
export function correctable(offset: number): boolean {
  return Math.abs(offset) > smallestMs && believable(offset);
}

/** Whether an answer's `Date` may be taken for the server's time. */
export function believable(offset: number): boolean {
  return Math.abs(offset) < largestMs;
}
