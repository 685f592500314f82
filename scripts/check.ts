/** What a reviewer need not look for: layout, lint, types. `npm run fix` mends the first two. */
import { runTools } from './tools.ts';

runTools([
  ['prettier/bin/prettier.cjs', '--check', '.'],
  ['oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['typescript/bin/tsc', '--noEmit'],
]);
