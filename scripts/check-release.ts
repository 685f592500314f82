/**
 * For the release workflow: fails unless the checked-out commit may be released under the tag. Prints the section
 * of the changelog about the version, which is the text of the release. Needs no package, so it can run before `npm ci`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

const tag = process.env['GITHUB_REF_NAME'] ?? '';
const verified = process.env['VERIFIED_COMMIT'];
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

if (!/^v\d+\.\d+\.\d+$/.test(tag)) fail(`The tag "${tag}" is not of the form vX.Y.Z.`);
if (tag !== `v${version}`) fail(`The tag is ${tag}, but the version in package.json is ${version}.`);

const commit = git('rev-parse', 'HEAD').stdout.trim();
const tagged = git('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`).stdout.trim();
if (commit === '' || tagged !== commit) fail(`The tag ${tag} does not point to the checked-out commit ${commit}.`);
if (git('merge-base', '--is-ancestor', commit, 'refs/remotes/origin/main').status !== 0) {
  fail(`The commit ${commit} is not on the branch main.`);
}
// The approval of the environment lies between the two jobs, and a tag can be moved meanwhile.
if (verified !== undefined && verified !== commit) {
  fail(`The tag ${tag} was moved: the tests ran on ${verified}, and it now points to ${commit}.`);
}

const notes = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  .split(/^## /m)
  .find((section) => section.startsWith(`${version}\n`))
  ?.slice(version.length)
  .trim();
if (notes === undefined || notes === '') fail(`CHANGELOG.md has no section "## ${version}".`);
console.log(notes);

function git(...args: string[]): { status: number | null; stdout: string } {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' });
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
