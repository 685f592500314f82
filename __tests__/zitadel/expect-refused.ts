import { expect } from '@jest/globals';
import type { InProcessResult } from '../support/in-process.ts';

/**
 * Expects a failure with one annotation and without a token.
 * @param says a part of the first line, or with `anywhere` of any line before the fix
 */
export function expectRefused(
  { outputs, log }: InProcessResult,
  { failure, says, fix, anywhere = false }: { failure: string; says: string; fix: string; anywhere?: boolean },
): void {
  expect(outputs).toEqual({ failure });
  expect(log.annotations).toHaveLength(1);
  const lines = log.annotations[0]?.message.split('\n') ?? [];
  expect(anywhere ? lines.slice(0, -3).join('\n') : lines[0]).toContain(says);
  expect(lines.at(-3)).toMatch(
    /^Instance: http:\/\/localhost:\d+; credential: (client secret of "[\w-]+"|personal access token)\.$/,
  );
  expect(lines.at(-2)?.startsWith('Fix: ')).toBe(true);
  expect(lines.at(-2)).toContain(fix);
}
