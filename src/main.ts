import { createDeps } from './deps.ts';
import { reportFailure } from './report/report.ts';
import { run } from './run.ts';
import type { Connect, HttpRequest, Report } from './types.ts';
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
    await run({ ...deps, connect: afterMasks(deps.connect) }, report);
    process.exitCode = 0;
  } catch (error) {
    reportFailure(error, report, deps);
  }
  // A name lookup, a silent proxy or a kept connection would hold the process. The callback comes when all is written.
  process.stdout.write('', () => process.exit());
}

/** With NODE_DEBUG, Node prints what it sends: the masks are written before a request opens a socket. */
function afterMasks(connect: Connect): Connect {
  return (options, log) => {
    const connection = connect(options, log);
    const send: typeof connection.send = (build, how) => {
      const buildAfterMasks = (): HttpRequest => {
        const request = build();
        process.stdout.uncork();
        return request;
      };
      return connection.send(buildAfterMasks, how);
    };
    return { ...connection, send };
  };
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
