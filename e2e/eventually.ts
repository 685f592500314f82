import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a condition is true: ZITADEL returns new data only a moment after it was written.
 * @param what the condition, for the error
 * @param isTrue called repeatedly; a rejection means false
 */
export async function eventually(
  what: string,
  isTrue: () => Promise<boolean>,
  { withinMs = 30_000, signal }: { withinMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 1000)) {
    if (await isTrue().catch(() => false)) return;
    if (performance.now() + waitMs > end) throw new Error(`Not true within ${withinMs / 1000} s: ${what}.`);
    await pause(waitMs, undefined, signal && { signal });
  }
}
