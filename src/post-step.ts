import { core } from './core.ts';
import type { Facts } from './facts.ts';
import { createLog } from './report/log.ts';
import { revoke } from './revoke.ts';
import { connect } from './http/connection.ts';

// As in main.ts: the library's deprecated call is no fault of the user's, and nothing that is left may hold the process.
process.noDeprecation = true;
void main();

async function main(): Promise<void> {
  const facts: Facts = {};
  await revoke({ core, log: createLog(core, facts), connect, env: process.env, now: Date.now }, facts);
  process.stdout.write('', () => process.exit());
}
