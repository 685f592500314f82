/** Builds `dist/` anew and fails when it is not what was committed: what runs is what the sources say. */
import { execFileSync } from 'node:child_process';
import { root } from './root.ts';
import './build.ts';

const changed = execFileSync('git', ['status', '--porcelain', '--', 'dist'], { cwd: root, encoding: 'utf8' });
if (changed !== '') {
  console.error(
    `dist/ is not what the sources come to. Run "npm run build" and commit it with the change:\n${changed}`,
  );
  process.exit(1);
}
console.log('dist/ is what the sources come to.');
