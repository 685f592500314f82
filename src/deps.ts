import { error, getInput, getState, info, saveState, setOutput, setSecret, warning } from '@actions/core';
import { connect } from './http/connection.ts';
import { createLog } from './report/log.ts';
import type { Core, Deps, Report } from './types.ts';

/** Each function of the library by name, so that the bundle contains no others. */
const core: Core = { error, getInput, getState, info, saveState, setOutput, setSecret, warning };

/**
 * The real parts, put together.
 * @param report filled by the step; the log reads from it who requests where
 */
export function createDeps(report: Report): Deps {
  return { core, log: createLog(core, report), connect, env: process.env, now: Date.now };
}
