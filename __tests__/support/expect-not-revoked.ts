import { expect } from '@jest/globals';
import type { StepResult } from '../../emulators/runner/run-step.ts';
import type { InProcessResult } from './in-process.ts';

/** Expects one warning, which starts with the consequence for the user. */
export function expectNotRevoked(step: InProcessResult | StepResult, says: string, fix = ''): void {
  expect(step.log.annotations).toHaveLength(1);
  const [{ level, title, message } = { level: '', title: '', message: '' }] = step.log.annotations;
  expect([level, title]).toEqual(['warning', 'ZITADEL access token']);
  const [first = '', asked] = message.split('\n');
  expect(first).toMatch(/^The access token was not revoked and is valid until it expires( \([-\dT:]+Z\))?\. /);
  expect(message).not.toContain('timeout-seconds');
  expect(first).toContain(says);
  expect(first.split(' Fix: ')[1] ?? '').toContain(fix);
  if (asked?.startsWith('Help: ') === false)
    expect(asked).toMatch(/^Instance: https?:\/\/[^\s;]+(; credential: (client secret of|application) .+)?\.$/);
  expect(step.log.text.split('\n').filter((line) => /revoked\b(?!$)/i.test(line))).toHaveLength(1);
}
