import { afterAll } from '@jest/globals';

const open = new Set<() => Promise<void>>();

afterAll(async () => {
  await Promise.all(Array.from(open, async (close) => await close()));
});

/**
 * Closes a server after the last test of a file, also if a test failed. An open server would keep the test runner running.
 * @returns a function that closes the server earlier; only the first close has an effect
 */
export function closeLater(close: () => Promise<unknown>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (open.delete(once)) await close();
  };
  open.add(once);
  return once;
}
