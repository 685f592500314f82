import { describe, expect, test } from '@jest/globals';
import { findWords } from '../../scripts/prose/main.ts';

/** The words that the check finds in a page. */
function found(text: string): string[] {
  return findWords('page.md', text).map((line) => /"(.+)" \(instead: /.exec(line)?.[1] ?? line);
}

/** The same in a file of another kind, each with its line. */
function placesIn(path: string, text: string): string[] {
  return findWords(path, text)
    .map((line) => line.replace(/^.*?:(\d+: )"(.+)" \(.*$/, '$1$2'))
    .toSorted();
}

describe('the vocabulary', () => {
  test.each([
    ['The token ends in 12 hours.', 'token ends'],
    ['It lives until then.', 'lives until'],
    ['This ends the token.', 'ends the token'],
    ['The server refuses it.', 'refuses'],
    ['The input is no number.', 'is no number'],
    ['It asks for a token.', 'asks for'],
    ['The server answers at once.', 'server answers'],
    ['A message says why.', 'message says'],
    ['Set the client id.', 'client id'],
    ['The id of the key.', 'id'],
    ['The token is alive.', 'alive'],
    ['Hence it fails.', 'Hence'],
    ['A rule whereby it fails.', 'whereby'],
    ['Escape it, lest it fail.', 'lest'],
    ['It shall pass.', 'shall'],
    ['It fails without a word.', 'without a word'],
    ['All but for one.', 'but for'],
    ['A file in the place of a server.', 'in the place of'],
    ['It waits so many seconds.', 'so many'],
    ['A key of one’s own.'.replace('’', "'"), "of one's own"],
    ['Let the proxy pass it.', 'Let the'],
    ['Then run the step again.', 'run the step again'],
    ['A misspelt scope.', 'misspelt'],
    ['The header is honoured.', 'honoured'],
    ['The job was cancelled.', 'cancelled'],
    ['The key doctor.', 'doctor'],
    ['It guards nothing.', 'guards'],
    ['A limit that bites.', 'bites'],
    ['Mend it there.', 'Mend'],
    ['It swallows errors.', 'swallows'],
    ['The log never tells the date.', 'tells'],
    ['That text is none.', 'is none'],
    ['A server in a process of its own.', 'of its own'],
    ['A file beside the bundle.', 'beside'],
    ['ZITADEL hands it out.', 'hands it out'],
    ['The body has come.', 'has come'],
    ['The value that stands in the log.', 'stands in'],
    ['Reads a file. Out: the text.', 'Out:'],
  ])('reports %j', (text, words) => {
    expect(found(text)).toEqual([words]);
  });

  test.each([
    'The token expires in 12 hours, and the post step revokes it when the job ends.',
    'There is no switch for that. The connection was refused. The error is ECONNREFUSED.',
    'Ask the owner of the repository. Tell us which version you use.',
    'Set the client ID, and `id` in `steps.zitadel.outputs.id`.',
    'Administrators (formerly Managers) live in Switzerland, where it rains.',
    "ZITADEL returns: Organisation doesn't exist. Or: Organisation's name or id already taken.",
    'There are two kinds of keys, and there is none without an owner.',
    'Run the tests. They take as long as a build, so long as nothing else runs.',
    '```yaml\n# A token that is alive, without a word\nid: zitadel\n```',
  ])('reports nothing in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  test('names what to write instead, and the line, also if the phrase continues on the next line', () => {
    expect(findWords('page.md', '# Title\n\nIt fails without\na word.\n')).toEqual([
      'page.md:3: "without a word" (instead: silently, except, also)',
    ]);
  });
});

describe('the check reads', () => {
  const code = `import { alive } from './dead.ts';
/**
 * Fails without
 * a word.
 */
export const dead = run('alive', \`The \${dead} key is alive.\`); // A dead end.
const quote = /['"\`] dead/, text = "It is dead";
test('a live token', () => expect(run).toBe('a dead token'));
test.each([['a dead row']])('a dead %s', () => {});
`;

  test('in code: comments, and texts of more than one word', () => {
    expect(placesIn('src/run.ts', code)).toEqual([
      '3: without a word',
      '6: alive',
      '6: dead',
      '7: dead',
      '8: dead',
      '8: live token',
      '9: dead',
      '9: dead',
    ]);
  });

  test('in a test: comments and names of tests', () => {
    expect(placesIn('__tests__/run.test.ts', code)).toEqual([
      '3: without a word',
      '6: dead',
      '8: live token',
      '9: dead',
    ]);
  });

  test('in YAML: comments and values', () => {
    const text = '# Fails without\n# a word.\ndescription: >-\n  It is\n  alive.\nid: zitadel\n';
    expect(placesIn('action.yml', text)).toEqual(['1: without a word', '5: alive']);
  });
});
