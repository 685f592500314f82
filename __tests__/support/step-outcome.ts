import { expect } from '@jest/globals';
import type { StepResult } from '../../emulators/runner/run-step.ts';

/** Expects a step of the bundle that succeeded without a warning. @returns its token */
export function expectToken({ exitCode, outputs, stderr, log }: StepResult): string {
  expect({ exitCode, stderr, annotations: log.annotations }).toEqual({ exitCode: 0, stderr: '', annotations: [] });
  expect(outputs['access_token']).toBeDefined();
  return outputs['access_token'] ?? '';
}

/** Expects a step of the bundle that failed with one error. @returns the message */
export function expectFailure({ exitCode, outputs, stderr, log }: StepResult, failure: string): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure } });
  expect(log.annotations).toHaveLength(1);
  return log.annotations[0]?.message ?? '';
}
