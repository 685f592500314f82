import { createDeps, exit } from './deps.ts';
import { reportFailure } from './report/report.ts';
import { run } from './run.ts';
import type { Report } from './types/step.ts';
import { configError } from './util/errors.ts';

// The post step loads the bundle of this file for what both steps need, so that no code is downloaded or read twice.
export { createDeps, exit } from './deps.ts';
export { readConfig, workspaceOf } from './inputs/config.ts';
export { readConnection, readIssuer } from './inputs/connection.ts';
export { readInputs } from './inputs/inputs.ts';
export { readRevoker } from './inputs/revocation.ts';
export { readSaved } from './report/outputs.ts';
export { configError } from './util/errors.ts';
export { toTheSecond } from './util/time.ts';
export { deleteToken, notDone, revokeToken } from './zitadel/revocation.ts';
export { openSession } from './zitadel/session.ts';
export { obtainToken } from './zitadel/token.ts';

// Only the post step gets a state from the runner.
if (!process.env['STATE_access_token']) void main();

async function main(): Promise<void> {
  // The step has failed if this process ends before its last line.
  process.exitCode = 1;
  const report: Report = {};
  const deps = createDeps(report);
  try {
    requireNode();
    await run(deps, report);
    process.exitCode = 0;
  } catch (error) {
    reportFailure(error, report, deps);
  }
  exit();
}

function requireNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= 24) return;
  throw configError(
    'node-too-old',
    `This action requires Node 24, but the runner started it with Node ${process.versions.node} (${process.arch}).`,
    process.arch === 'arm'
      ? `Use a 64-bit runner: Node 24 does not exist for 32-bit ARM.`
      : `Update the GitHub runner to 2.327.1 or later. In act, Forgejo or Gitea, use a job image that contains Node 24.`,
  );
}
