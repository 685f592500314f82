/** Checks formatting, lint rules and types. `npm run fix` fixes the formatting, and some violations of lint rules. */
import { runTools } from './tools.ts';

runTools([
  ['prettier/bin/prettier.cjs', '--check', '.'],
  ['oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['typescript/bin/tsc', '--noEmit'],
]);
