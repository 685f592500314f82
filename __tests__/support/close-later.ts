import { afterAll } from '@jest/globals';

const open = new Set<() => Promise<void>>();

afterAll(async () => {
  await Promise.all(Array.from(open, async (close) => await close()));
});

/**
 * Has a server closed when the tests of a file are over, also when one of them failed: what is left open would keep the
 * test runner alive.
 * @returns a function that closes it before, once
 */
export function closeLater(close: () => Promise<unknown>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (open.delete(once)) await close();
  };
  open.add(once);
  return once;
}
