import { core } from './core.ts';
import type { Facts } from './facts.ts';
import { tellFailure } from './report/failure.ts';
import { createLog } from './report/log.ts';
import { run } from './run.ts';
import { connect } from './http/connection.ts';

// The proxy library builds a password's header in a way that Node calls deprecated; the warning would look like a fault.
process.noDeprecation = true;
// Whatever ends this process before its last line, the step has failed.
process.exitCode = 1;

if (Number.parseInt(process.versions.node, 10) < 24) {
  core.error(
    `This action needs Node 24, and this runner starts it with ${process.version}. Update the runner (2.327.1 or later).`,
  );
} else {
  void main();
}

async function main(): Promise<void> {
  // All that is said before the request goes out in one write: the masks of a key alone are thirty lines.
  process.stdout.cork();
  process.nextTick(() => process.stdout.uncork());
  const facts: Facts = {};
  const deps = { core, log: createLog(core, facts), connect, env: process.env, now: Date.now };
  try {
    await run(deps, facts);
    process.exitCode = 0;
  } catch (error) {
    tellFailure(error, facts, deps);
  }
  // A name lookup, a silent proxy or a kept connection would hold the process. The callback comes when all is written.
  process.stdout.write('', () => process.exit());
}
