import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { readProjectFile } from './workflow-file.ts';

const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };
const tag = `v${version}`;
let clone: string;

/** A clone with the files that the script reads. The tag of this version points to its main. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'release-'));
  for (const path of ['package.json', 'CHANGELOG.md', 'scripts/check-release.ts', 'scripts/root.ts']) {
    cpSync(join(actionFolder, path), join(clone, path));
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  commit('first');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('tag', tag);
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'tag.gpgSign=false'];
  return execFileSync('git', [...identity, '-c', 'commit.gpgSign=false', ...args], {
    cwd: clone,
    encoding: 'utf8',
  }).trim();
}

function commit(message: string): string {
  git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', 'HEAD');
}

/** What the release workflow runs for a tag. */
function checkRelease(env: Record<string, string> = {}): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(clone, 'scripts/check-release.ts')], {
    env: { PATH: process.env['PATH'], GITHUB_REF_NAME: tag, ...env },
    encoding: 'utf8',
  });
}

function expectRejected(result: ReturnType<typeof checkRelease>, reason: string): void {
  expect(result.status).toBe(1);
  expect(result.stdout).toBe('');
  expect(result.stderr).toContain(reason);
}

test('a tagged commit of main is released with its section of the changelog, and nothing else', () => {
  const { status, stdout } = checkRelease({ VERIFIED_COMMIT: git('rev-parse', 'HEAD') });
  expect(status).toBe(0);
  expect(stdout.trim()).not.toBe('');
  expect(readProjectFile('CHANGELOG.md')).toContain(`## ${version}\n\n${stdout.trim()}\n`);
  expect(stdout).not.toMatch(/^## /m);
});

test('an annotated tag, and a commit behind the head of main, can also be released', () => {
  git('tag', '--force', '--annotate', '--message', 'Release', tag);
  commit('second');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('checkout', '--quiet', tag);
  expect(checkRelease().status).toBe(0);
});

test.each([version, 'v', '', `${tag}-rc.1`, `${tag}.1`, 'v1'])('the tag %j is rejected', (name) => {
  expectRejected(checkRelease({ GITHUB_REF_NAME: name }), 'is not of the form vX.Y.Z');
});

test('a tag of another version is rejected', () => {
  expectRejected(checkRelease({ GITHUB_REF_NAME: 'v0.0.1' }), `the version in package.json is ${version}`);
});

test('a commit that is not on main is rejected', () => {
  const stray = commit('on no branch');
  git('tag', '--force', tag);
  expectRejected(checkRelease(), `The commit ${stray} is not on the branch main`);
});

test('a clone without main is rejected', () => {
  git('update-ref', '-d', 'refs/remotes/origin/main');
  expectRejected(checkRelease(), 'is not on the branch main');
});

test('a checked-out commit that differs from the commit of the tag is rejected', () => {
  commit('after the tag');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  expectRejected(checkRelease(), `The tag ${tag} does not point to the checked-out commit`);
});

test('a tag that was moved between the tests and the approval is rejected', () => {
  const verified = git('rev-parse', 'HEAD');
  const moved = commit('second');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('tag', '--force', tag);
  const reason = `The tag ${tag} was moved: the tests ran on ${verified}, and it now points to ${moved}.`;
  expectRejected(checkRelease({ VERIFIED_COMMIT: verified }), reason);
});

test('a version that the changelog does not mention is rejected', () => {
  writeFileSync(join(clone, 'CHANGELOG.md'), '# Changelog\n\n## 0.0.1\n\nThe first.\n');
  expectRejected(checkRelease(), `CHANGELOG.md has no section "## ${version}"`);
});
