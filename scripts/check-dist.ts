/**
 * Builds `dist/` again and fails if the build changes a file, so that the code that runs always matches the sources. The
 * script compares files, not commits, so it also passes after `npm run build` and before the commit.
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
  console.error(
    `dist/ did not match the sources, and was rebuilt. Fix: commit dist/ together with the sources.\n\n${changed.join('\n')}`,
  );
  process.exit(1);
}
const uncommitted =
  execFileSync('git', ['status', '--porcelain', '--', 'dist'], { cwd: root, encoding: 'utf8' }) !== '';
console.log(
  `dist/ matches the sources.${uncommitted ? ' It contains uncommitted changes. Commit dist/ together with the sources.' : ''}`,
);

/** The bytes of every file of `dist/`, by the path in the project. */
function readDist(): ReadonlyMap<string, string> {
  const dist = join(root, 'dist');
  const entries = existsSync(dist) ? readdirSync(dist, { recursive: true, withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(files.map((file) => [file.slice(root.length), readFileSync(file, 'latin1')]));
}
