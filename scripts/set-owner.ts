/**
 * The owner of the repository runs this script once: `npm run set-owner -- acme` replaces the placeholder before the name
 * of the repository in every tracked file, and in CODEOWNERS, and removes the sentences about the placeholder.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

const repository = '/zitadel-token-action';
// Composed of two strings, so that this script does not change this file.
const placeholder = `OWNER${repository}`;
/** Sentences about the placeholder, in Markdown. */
const notes = /<!-- until set-owner -->[\s\S]*?<!-- \/until set-owner -->\n*/g;
/** A GitHub account: letters, digits and single hyphens, at most 39 characters; managed users end with `_company`. */
const account = /^(?=.{1,39}$)[a-z\d]+(?:-[a-z\d]+)*(?:_[a-z\d]+)?$/i;

const [owner = '', ...rest] = process.argv.slice(2);
if (!account.test(owner) || rest.length > 0 || `${owner}${repository}` === placeholder) {
  fail(`"${[owner, ...rest].join(' ')}" is not the name of a GitHub account. Usage: npm run set-owner -- acme`);
}

const files = trackedFiles().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const current = ownerOf(files.find(({ path }) => path === 'examples/curl.yml')?.text ?? '');
if (current !== undefined && current !== owner) {
  fail(
    `The owner is already "${current}". To change it, undo that commit (git revert), and run this script again with "${owner}".`,
  );
}

const changed = files.flatMap(({ path, text }) => {
  const named = text.replaceAll(placeholder, `${owner}${repository}`);
  const owned = path.endsWith('/CODEOWNERS') ? named.replaceAll(/@OWNER$/gm, `@${owner}`) : named;
  const replaced = path.endsWith('.md') ? owned.replaceAll(notes, '') : owned;
  return replaced === text ? [] : [{ path, text: replaced }];
});
for (const { path, text } of changed) writeFileSync(join(root, path), text);

if (changed.length === 0) {
  console.log(`The owner is "${owner}" in every file: nothing to change.`);
} else {
  console.log(`Replaced the placeholder with "${owner}" in ${changed.length} files:`);
  for (const { path } of changed) console.log(`  ${path}`);
  // The replacement changes the width of tables and long lines.
  const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
  const options = ['--write', '--ignore-unknown', '--log-level', 'warn', ...changed.map(({ path }) => path)];
  execFileSync(process.execPath, [prettier, ...options], { cwd: root, stdio: 'inherit' });
  console.log('Run "npm run build" and "npm test", then commit the changes.');
}

function trackedFiles(): string[] {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 } as const;
  // Git detects text files by their content.
  return execFileSync('git', ['grep', '-I', '--name-only', '-z', '-e', ''], options).split('\0').filter(Boolean);
}

/** The account that the example names, unless it is the placeholder. */
function ownerOf(example: string): string | undefined {
  const [, name] = /uses: ([\w-]+)\/zitadel-token-action@/.exec(example) ?? [];
  return `${name}${repository}` === placeholder ? undefined : name;
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
