import { createDeps, exit } from './deps.ts';
import { revoke } from './revoke.ts';
import type { Report } from './types/step.ts';

const report: Report = {};
void revoke(createDeps(report), report).then(exit);
