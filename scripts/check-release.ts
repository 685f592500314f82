/**
 * For the release workflow: fails when the tag is not the version of package.json, or when the changelog has nothing to
 * say about it. Prints what it says: the release's notes. Needs no package, so that it can run where none is installed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

const tag = process.env['GITHUB_REF_NAME'] ?? '';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
if (tag !== `v${version}`) fail(`The tag is ${tag}, and package.json says ${version}: they have to be the same.`);

const sections = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m);
const notes = sections
  .find((section) => section.startsWith(`${version}\n`))
  ?.slice(version.length)
  .trim();
if (notes === undefined || notes === '') fail(`CHANGELOG.md has no section "## ${version}".`);
console.log(notes);

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
