import { beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** For `uses:` a runner downloads the archive that git creates of the repository. */

let archive: Buffer;

beforeAll(() => {
  // The attributes of the working tree, so that a change of them is tested before it is committed.
  archive = execFileSync('git', ['archive', '--worktree-attributes', '--format=tar', 'HEAD'], {
    cwd: actionFolder,
    maxBuffer: 64 * 1024 * 1024,
  });
});

test('the download contains the bundle and the documentation, and nothing else', () => {
  const files = execFileSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' })
    .split(/\r?\n/)
    .filter((name) => name !== '' && !name.endsWith('/'));
  expect(files).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'action.yml',
    'dist/licenses.txt',
    'dist/main.js',
    'dist/package.json',
    'dist/post.js',
    'package.json',
  ]);
});
