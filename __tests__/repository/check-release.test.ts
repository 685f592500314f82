import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { readProjectFile } from '../support/workflow-file.ts';

const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };

/** What the release workflow runs for a tag. */
function checkRelease(tag: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(actionFolder, 'scripts/check-release.ts')], {
    env: { GITHUB_REF_NAME: tag },
    encoding: 'utf8',
  });
}

test("a tag of package.json's version is released with what the changelog says of it, and nothing else", () => {
  const { status, stdout } = checkRelease(`v${version}`);
  expect(status).toBe(0);
  expect(stdout.trim()).not.toBe('');
  expect(readProjectFile('CHANGELOG.md')).toContain(`## ${version}\n\n${stdout.trim()}\n`);
  expect(stdout).not.toContain('## ');
});

test.each(['v0.0.1', version, 'v', ''])('the tag %j is refused', (tag) => {
  const { status, stdout, stderr } = checkRelease(tag);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(`package.json says ${version}`);
});
