/** Reports words that the vocabulary replaces, in everything that a person reads: `npm run prose`, or with some paths. */
import { execFileSync } from 'node:child_process';
import { root } from '../root.ts';
import { lintFile } from './lint.ts';

// Recorded texts of servers, and the vocabulary with its tests.
const notOurs = /\/recorded\/|__snapshots__|recorded-refusals|prose\/vocabulary\.yml$|repository\/prose\.test\.ts$/;

const given = process.argv.slice(2);
const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...given], {
  cwd: root,
  encoding: 'utf8',
});
const paths = listed
  .split('\0')
  .filter((path) => /\.(?:md|ts|mjs|sh|ya?ml)$/.test(path) && !path.startsWith('dist/') && !notOurs.test(path));

let count = 0;
for (const path of paths) {
  for (const { line, found, instead } of await lintFile(path)) {
    console.log(`${path}:${line}: "${found}" (instead: ${instead})`);
    count += 1;
  }
}
console.log(`${count === 0 ? 'No' : count} words to replace in ${paths.length} files.`);
process.exitCode = count === 0 ? 0 : 1;
