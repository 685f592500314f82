/**
 * The end-to-end suite: against the instance that ZITADEL_ORIGIN and ZITADEL_ADMIN_TOKEN name, or, without them, against
 * the emulator as each version that it imitates.
 */
import { startEmulator } from '../emulators/zitadel/emulator.ts';
import { instanceOf } from '../e2e/instance.ts';
import { runSuite, type Tally } from '../e2e/suite.ts';

const interrupted = new AbortController();
// At a terminal npm passes on what this process has received already: a repetition must not cut the removal short.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupted.signal.aborted) console.log(`\n${signal}: removing what was made.`);
    interrupted.abort(new Error(`ended by ${signal}`));
  });
}

try {
  const total = await runEverywhere();
  const impossible = total.impossible === 0 ? '' : `, ${total.impossible} not possible here`;
  console.log(`\n${total.passed} passed, ${total.failed} failed${impossible}.`);
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  const reason: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error;
  console.error(`\nThe suite did not come to its end: ${reason instanceof Error ? reason.message : String(reason)}`);
  process.exitCode = 1;
}

async function runEverywhere(): Promise<Tally> {
  const instance = instanceOf(process.env);
  if (instance !== undefined) {
    console.log(`End-to-end against ${instance.origin}.\n`);
    return await runSuite(instance, interrupted.signal);
  }
  console.log(`No instance is given (ZITADEL_ORIGIN, ZITADEL_ADMIN_TOKEN): the same suite runs against the emulator.`);
  const total = { passed: 0, failed: 0, impossible: 0 };
  for (const version of ['v4.x', 'v4.13.1'] as const) {
    console.log(`\nThe emulator as ${version}\n`);
    const emulator = await startEmulator({ version });
    try {
      const tally = await runSuite(emulator, interrupted.signal);
      for (const name of ['passed', 'failed', 'impossible'] as const) total[name] += tally[name];
    } finally {
      await emulator.close();
    }
  }
  return total;
}
