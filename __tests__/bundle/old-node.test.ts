import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createStepFolder, parseKeyValues } from '../../emulators/runner/file-commands.ts';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** The bundle with a version and an architecture that are not this Node's: an older one is not at hand everywhere. */
function runAs(
  version: string,
  arch: string,
): { output: string; outputs: Record<string, string>; code: number | null } {
  const folder = createStepFolder([]);
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });
    Object.defineProperty(process, 'arch', { value: '${arch}' });`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const ran = spawnSync(process.execPath, ['--import', preload, join(actionFolder, 'dist/main/index.js')], {
    env: { PATH: process.env['PATH'], ...folder.env, INPUT_DOMAIN: 'id.example.com' },
    encoding: 'utf8',
  });
  const outputs = parseKeyValues(folder.read('GITHUB_OUTPUT'));
  folder.remove();
  return { output: ran.stdout + ran.stderr, outputs, code: ran.status };
}

test.each([
  ['20.20.2', 'x64', 'In act, Forgejo or Gitea, use a job image that contains Node 24.'],
  ['18.19.0', 'arm64', 'Update the GitHub runner to 2.327.1 or later.'],
  ['16.20.2', 'x64', 'use a job image that contains Node 24.'],
  ['20.20.2', 'arm', 'Use a 64-bit runner: Node 24 does not exist for 32-bit ARM.'],
])('Node %s on %s is a failure of the configuration that names the fix', (version, arch, fix) => {
  const { output, outputs, code } = runAs(version, arch);

  expect(code).toBe(1);
  expect(outputs).toEqual({ failure: 'config' });
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).toContain(
    `This action requires Node 24, but the runner started it with Node ${version} (${arch}).%0AFix: `,
  );
  expect(output).toContain(fix);
});

const old = ['/usr/bin/node', '/usr/local/bin/node'].filter((path) => existsSync(path));

test('a system with an older Node prints the same', () => {
  for (const node of old) {
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
    if (Number.parseInt(version.slice(1), 10) >= 24) continue;
    const { stdout } = spawnSync(node, [join(actionFolder, 'dist/main/index.js')], { env: {}, encoding: 'utf8' });
    expect(stdout).toContain(`with Node ${version.slice(1)} (`);
  }
});
