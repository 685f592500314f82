import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** What the action may weigh. Before you raise a limit, look for what can leave; give the reason in the commit that raises it. */
const budget: readonly (readonly [what: string, most: number, measure: () => number])[] = [
  ['the lines of src/', 6_400, () => globSync('src/**/*.ts', { cwd: actionFolder }).flatMap(linesOf).length],
  ['the bytes of dist/main.js', 191_500, () => read('dist/main.js').length],
  ['the bytes of dist/post.js', 1_000, () => read('dist/post.js').length],
  ['the bytes of the download', 85_000, () => gzipSync(archive()).length],
];

test.each(budget)('%s are at most %i', (_, most, measure) => {
  expect(measure()).toBeLessThanOrEqual(most);
});

function read(file: string): Buffer {
  return readFileSync(join(actionFolder, file));
}

function linesOf(file: string): string[] {
  return read(file).toString().trimEnd().split('\n');
}

/** For `uses:` a runner downloads the archive that git creates of the repository. */
function archive(): Buffer {
  const options = { cwd: actionFolder, maxBuffer: 64 * 1024 * 1024 };
  return execFileSync('git', ['archive', '--worktree-attributes', '--format=tar', 'HEAD'], options);
}
