import { core } from './core.ts';
import { createLog } from './log.ts';
import { revoke } from './revoke.ts';
import { connect } from './send.ts';

/** Revokes with the real parts. Never fails the job. */
export async function post(): Promise<void> {
  process.noDeprecation = true;
  await revoke({ core, log: createLog(core), connect, env: process.env, now: Date.now });
  // As in main.ts: nothing that is left may hold the process.
  process.stdout.write('', () => process.exit());
}
