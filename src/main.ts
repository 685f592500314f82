import { createDeps } from './deps.ts';
import { reportFailure } from './report/report.ts';
import { run } from './run.ts';
import type { Report } from './types.ts';
import { configError } from './util/errors.ts';

// The proxy library builds a password's header in a way that Node calls deprecated; the warning would look like a fault.
process.noDeprecation = true;
// Whatever ends this process before its last line, the step has failed.
process.exitCode = 1;

void main();

async function main(): Promise<void> {
  // All that is printed before the request goes out in one write: the masks of a key alone are thirty lines.
  process.stdout.cork();
  process.nextTick(() => process.stdout.uncork());
  const report: Report = {};
  const deps = createDeps(report);
  try {
    requireNode();
    await run(deps, report);
    process.exitCode = 0;
  } catch (error) {
    reportFailure(error, report, deps);
  }
  // A name lookup, a silent proxy or a kept connection would hold the process. The callback comes when all is written.
  process.stdout.write('', () => process.exit());
}

function requireNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= 24) return;
  throw configError(
    'node-too-old',
    `This action needs Node 24, and this runner starts it with ${process.version}.`,
    `Update the runner (2.327.1 or later).`,
  );
}
