import { createDeps, exit } from './deps.ts';
import { reportFailure } from './report/report.ts';
import { revoke } from './revoke.ts';
import { run } from './run.ts';
import type { Report } from './types/step.ts';
import { configError } from './util/errors.ts';

// Set by post.ts before it loads this file.
void ('isPostStep' in globalThis ? post() : main());

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

async function post(): Promise<void> {
  const report: Report = {};
  await revoke(createDeps(report), report);
  exit();
}

function requireNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= 24) return;
  throw configError(
    'node-too-old',
    `This action requires Node 24, but the runner started it with Node ${process.versions.node} (${process.arch}).`,
    process.arch === 'arm'
      ? `Use a 64-bit runner: Node 24 does not exist for 32-bit ARM.`
      : `Update the GitHub runner to 2.327.1 or later. In act, Forgejo or Gitea, use an image with Node 24, or run actions/setup-node with node-version 24 in an earlier step.`,
  );
}
