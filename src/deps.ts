import { error, getInput, getState, info, saveState, setOutput, setSecret, warning } from '@actions/core';
import { connect } from './http/connection.ts';
import { createLog } from './report/log.ts';
import type { Core } from './types/log.ts';
import type { Deps, Report } from './types/step.ts';

/** Each function of the library by name, so that the bundle contains no others. */
const core: Core = { error, getInput, getState, info, saveState, setOutput, setSecret, warning };

/**
 * The real dependencies of a step.
 * @param report filled by the step; the log reads the instance and the credential from it
 */
export function createDeps(report: Report): Deps {
  // The proxy library builds a password's header in a way that Node reports as deprecated, which would look like an error.
  process.noDeprecation = true;
  const { env } = process;
  return { core, log: createLog(core, report, env), connect, env, now: Date.now };
}

/** A name lookup, a silent proxy or a kept connection would hold the process. The callback runs when everything is written. */
export function exit(): void {
  process.stdout.write('', () => process.exit());
}
