/** Reports words that the vocabulary replaces, in all files or in some: `npm run prose`, `npm run prose -- README.md src`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../root.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const vocabulary = Object.entries(parse(read('scripts/prose/vocabulary.yml')) as Record<string, string>);
const rules = vocabulary.map(([instead, words]) => {
  const gap = String.raw`(?:[ \t]+|[ \t]*\n[ \t]*(?:(?:\*|//|#) )?)`;
  const source = String.raw`(?<!\w)(?:${words.replaceAll(' ', gap)})(?!\w)`;
  return { instead, pattern: new RegExp(source, /[A-Z]/.test(words) ? 'g' : 'gi') };
});
// Recorded texts of servers, and the vocabulary with its tests.
const notOurs =
  /^dist\/|\/recorded\/|__snapshots__|recorded-refusals|prose\/vocabulary\.yml$|repository\/prose\.test\.ts$/;
const codeInMarkdown = /^ *(`{3,})[^]*?^ *\1$|(`+)(?!`)[^]*?[^`]\2(?!`)|\]\([^)]*\)|<[^>]*>/gm;
/** In code: a comment, a regular expression, a text, a template, or one other character. */
const tokens =
  /\/\*[^]*?\*\/|\/\/.*|(?<=[=(,:[!&|?{};>]\s*|return )\/(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\/|(['"])(?:(?!\1)[^\\\n]|\\.)*\1|`(?:[^`\\]|\\[^])*`|[^\n]/g;
const beforeNameOfTest = /(?:\b(?:test|describe)|[\])`])\(\s*$/;

/** Finds words in what a person reads: Markdown without its code, and comments and texts of code; in tests, only their names. */
export function findWords(path: string, text: string): string[] {
  const isCode = /\.(?:ts|mjs)$/.test(path);
  const prose = isCode ? proseOfCode(path, text) : path.endsWith('.md') ? text.replace(codeInMarkdown, blank) : text;
  return rules.flatMap(({ instead, pattern }) =>
    [...prose.matchAll(pattern)].map(({ 0: words, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${path}:${line}: "${words.replace(/\s+(?:(?:\*|\/\/|#) )?/g, ' ')}" (instead: ${instead})`;
    }),
  );
}

function proseOfCode(path: string, text: string): string {
  return text.replace(tokens, (token, _, index: number) => {
    const isRead = !path.startsWith('__tests__/') || beforeNameOfTest.test(text.slice(Math.max(0, index - 60), index));
    const kept = /^\/[/*]/.test(token) || (isRead && /^['"`].*\s/.test(token));
    return kept ? token.replace(/\$\{[^{}]*\}/g, blank) : blank(token);
  });
}

/** As long as the text, so that a position in it is one in the file. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, '`');
}

if (import.meta.main) {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...process.argv.slice(2)];
  const listed = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).split('\0');
  const paths = listed.filter((path) => /\.(?:md|ts|mjs|sh|ya?ml)$/.test(path) && !notOurs.test(path));
  const found = paths.flatMap((path) => findWords(path, read(path)));
  console.log([...found, `${found.length || 'No'} words to replace in ${paths.length} files.`].join('\n'));
  process.exitCode = found.length === 0 ? 0 : 1;
}
