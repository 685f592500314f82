import { createDeps } from './deps.ts';
import { revoke } from './revoke.ts';
import type { Report } from './types.ts';

// As in main.ts: the library's deprecated call is no fault of the user's, and nothing that is left may hold the process.
process.noDeprecation = true;
void main();

async function main(): Promise<void> {
  const report: Report = {};
  await revoke(createDeps(report), report);
  process.stdout.write('', () => process.exit());
}
