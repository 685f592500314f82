import { expect } from '@jest/globals';
import { ActionError } from '../../src/util/errors.ts';

/** Expects a `config` failure with exactly this message, and a fix of which this is the beginning. */
export function expectRefused(act: () => unknown, message: string, fix: string): void {
  expect(refusalOf(act)).toEqual({ failure: 'config', message, fix: expect.stringMatching(beginning(fix)) });
}

function refusalOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { failure: error.failure, message: error.message, fix: error.fix };
  }
}

function beginning(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
