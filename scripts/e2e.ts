/**
 * Runs the end-to-end suite against the instance that ZITADEL_ORIGIN and ZITADEL_ADMIN_TOKEN configure. Without these
 * variables, runs the suite against the emulator, once for each emulated version.
 */
import { startEmulator } from '../emulators/zitadel/emulator.ts';
import { instanceOf } from '../e2e/instance.ts';
import { runSuite, type Tally } from '../e2e/suite.ts';

const interrupted = new AbortController();
// In a terminal, npm forwards a signal that this process has already received. The second one must not stop the removal.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupted.signal.aborted) console.log(`\nReceived ${signal}. Removing everything that the suite created.`);
    interrupted.abort(new Error(`interrupted by ${signal}`));
  });
}

try {
  const total = await runEverywhere();
  const impossible = total.impossible === 0 ? '' : `, ${total.impossible} not possible here`;
  console.log(`\n${total.passed} passed, ${total.failed} failed${impossible}.`);
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  const reason: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error;
  console.error(`\nThe suite did not finish: ${reason instanceof Error ? reason.message : String(reason)}`);
  process.exitCode = 1;
}

async function runEverywhere(): Promise<Tally> {
  const instance = instanceOf(process.env);
  if (instance !== undefined) {
    console.log(`End-to-end against ${instance.origin}.\n`);
    return await runSuite(instance, interrupted.signal);
  }
  console.log('ZITADEL_ORIGIN and ZITADEL_ADMIN_TOKEN are not set. Running the suite against the emulator.');
  const total = { passed: 0, failed: 0, impossible: 0 };
  for (const version of ['v4.x', 'v4.13.1'] as const) {
    console.log(`\nEmulator, version ${version}\n`);
    const emulator = await startEmulator({ version, listLagMs: 500 });
    try {
      const tally = await runSuite(emulator, interrupted.signal);
      for (const name of ['passed', 'failed', 'impossible'] as const) total[name] += tally[name];
    } finally {
      await emulator.close();
    }
  }
  return total;
}
