/**
 * Builds `dist/` again and fails if that changes it: what runs is what the sources say. It compares files, not commits, so
 * it also passes before the commit, right after `npm run build`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

const before = readDist();
await import('./build.ts');
const after = readDist();

const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
if (changed.length > 0) {
  console.error(`dist/ was not built from these sources. It is now: commit it with them.\n\n${changed.join('\n')}`);
  process.exit(1);
}
const uncommitted =
  execFileSync('git', ['status', '--porcelain', '--', 'dist'], { cwd: root, encoding: 'utf8' }) !== '';
console.log(
  `dist/ is built from these sources${uncommitted ? '. It has changed since the last commit: commit it' : ''}.`,
);

/** Every file of `dist/` with its bytes, by its path in the project. */
function readDist(): ReadonlyMap<string, string> {
  const dist = join(root, 'dist');
  const entries = existsSync(dist) ? readdirSync(dist, { recursive: true, withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(files.map((file) => [file.slice(root.length), readFileSync(file, 'latin1')]));
}
