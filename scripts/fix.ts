/** Fixes the lint errors that can be fixed automatically, and the formatting. */
import { runTools } from './tools.ts';

runTools([
  ['oxlint/bin/oxlint', '--type-aware', '--fix'],
  ['prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.'],
]);
