/** Mends what a tool can mend. */
import { runTools } from './tools.ts';

runTools([
  ['oxlint/bin/oxlint', '--type-aware', '--fix'],
  ['prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.'],
]);
