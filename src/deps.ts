import { error, getInput, getState, info, saveState, setOutput, setSecret, warning } from '@actions/core';
import { connect } from './http/connection.ts';
import { createLog } from './report/log.ts';
import type { Deps, Report } from './types.ts';

/** The real parts, put together. Of @actions/core each function by name, so that the bundle contains no others. */
export function createDeps(report: Report): Deps {
  const core = { error, getInput, getState, info, saveState, setOutput, setSecret, warning };
  return { core, log: createLog(core, report), connect, env: process.env, now: Date.now };
}
