/** A smaller offset is within the tolerance for `iat`. One of a day or more may be a wrong header, not a wrong clock. */
const smallestMs = 30_000;
const largestMs = 86_400_000;

/** Whether an offset explains a rejected assertion, and is small enough to be a real one. */
export function correctable(offset: number): boolean {
  return Math.abs(offset) > smallestMs && believable(offset);
}

/** Whether a response's `Date` may be the server's time. */
export function believable(offset: number): boolean {
  return Math.abs(offset) < largestMs;
}

/** The Date of a response, from which the server's clock follows, may be that of a wrong gateway. */
export function believed(offset: number): number {
  return correctable(offset) ? offset : 0;
}
