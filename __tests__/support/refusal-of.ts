import { expect } from '@jest/globals';
import { helpLine } from '../../src/report/help.ts';
import { ActionError } from '../../src/util/errors.ts';
import { expectHelpful } from './expect.ts';

/** Returns the error of a function, and checks that the message names the fix. Throws if the function does not throw. */
export function refusalOf(act: () => unknown): ActionError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    expectHelpful(`${error.message}\nFix: ${error.fix}\n${helpLine(error.topic, {})}`);
    return error;
  }
  throw new Error('Nothing was rejected.');
}

/** Expects a `config` failure with exactly this message, and a fix that starts with this text. */
export function expectRefused(act: () => unknown, message: string, fix: string): void {
  const error = refusalOf(act);
  expect({ failure: error.failure, message: error.message }).toEqual({ failure: 'config', message });
  expect(error.fix.slice(0, fix.length)).toBe(fix);
}
