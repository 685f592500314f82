import { randomInt } from 'node:crypto';

/**
 * How many cases of a property are tested: 500, and 1,500 in CI. FAST_CHECK_RUNS is another number, and FAST_CHECK_SEED
 * repeats the cases of an earlier run.
 * @param what for the line that names the seed
 */
export function propertyRuns(what: string): { readonly seed: number; readonly numRuns: number } {
  const seed = Number(process.env['FAST_CHECK_SEED'] ?? randomInt(2 ** 31));
  const numRuns = Number(process.env['FAST_CHECK_RUNS'] ?? (process.env['CI'] === 'true' ? 1_500 : 500));
  process.stderr.write(`${what}: ${numRuns} cases; FAST_CHECK_SEED=${seed} repeats them.\n`);
  return { seed, numRuns };
}

/** Milliseconds for a property, also on a busy machine. */
export const propertyTimeout = 1_800_000;
