import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something is so: what ZITADEL has just written can be read a moment later.
 * @param what for the error, to follow "never saw that"
 * @param isSo asked again and again; a rejection means no
 */
export async function eventually(
  what: string,
  isSo: () => Promise<boolean>,
  { withinMs = 30_000, signal }: { withinMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 1000)) {
    if (await isSo().catch(() => false)) return;
    if (performance.now() + waitMs > end)
      throw new Error(`Within ${withinMs / 1000} s the suite never saw that ${what}.`);
    await pause(waitMs, undefined, signal && { signal });
  }
}
