import { createDeps } from './deps.ts';
import { reportFailure } from './report/report.ts';
import { revoke } from './revoke.ts';
import { run } from './run.ts';
import type { Connect, Deps, Report } from './types.ts';
import { configError } from './util/errors.ts';

// The proxy library builds a password's header in a way that Node reports as deprecated. The warning would look like an error.
process.noDeprecation = true;

// Only the post step gets a state from the runner. Both steps are one file, so that nobody has to read the code twice.
void (process.env['STATE_access_token'] ? postStep() : mainStep());

async function mainStep(): Promise<void> {
  // The step has failed if this process ends before its last line.
  process.exitCode = 1;
  const report: Report = {};
  const deps = connectDeps(report);
  try {
    requireNode();
    await run(deps, report);
    process.exitCode = 0;
  } catch (error) {
    reportFailure(error, report, deps);
  }
  exit();
}

async function postStep(): Promise<void> {
  const report: Report = {};
  await revoke(connectDeps(report), report);
  exit();
}

function connectDeps(report: Report): Deps {
  // All masks of the inputs are one write: a key alone has thirty lines.
  process.stdout.cork();
  process.nextTick(() => process.stdout.uncork());
  const deps = createDeps(report);
  return { ...deps, connect: afterMasks(deps.connect) };
}

/** With NODE_DEBUG, Node prints what it sends: the masks are written before a connection can open a socket. */
function afterMasks(connect: Connect): Connect {
  return (options, log) => {
    const connection = connect(options, log);
    process.stdout.uncork();
    return connection;
  };
}

/** A name lookup, a silent proxy or a kept connection would hold the process. The callback runs when everything is written. */
function exit(): void {
  process.stdout.write('', () => process.exit());
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
