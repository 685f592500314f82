import { describe, expect, test } from '@jest/globals';
import { oneLine, quote } from '../../src/util/text.ts';

const zeroWidthSpace = '\u200B';
const rightToLeft = '\u202E';
const escape = '\u001B';

describe('foreign text becomes one clean line', () => {
  test.each([
    ['plain words are kept', 'Errors.User.NotActive', 'Errors.User.NotActive'],
    ['letters of other scripts are kept', 'Zürich 東京', 'Zürich 東京'],
    ['white space around is removed', '  a  ', 'a'],
    ['runs of white space become one', 'a \t\r\n b', 'a b'],
    ['a line break cannot start a workflow command', 'a\n::set-output name=x::y', 'a ::set-output name=x::y'],
    ['other line breaks', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['the older form of a command is split', 'a ##[error]b', 'a ## [error]b'],
    ['colors of a terminal', `${escape}[31mred`, '[31mred'],
    ['direction marks', `a${rightToLeft}b`, 'a b'],
    ['invisible characters', `a${zeroWidthSpace}b`, 'a b'],
    ['a null character', 'a\u0000b', 'a b'],
    ['nothing', '', ''],
    ['only white space', ' \n ', ''],
  ])('%s', (_, text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test('of at most 200 characters', () => {
    expect(oneLine('a'.repeat(200))).toBe('a'.repeat(200));
    expect(oneLine('a'.repeat(201))).toBe(`${'a'.repeat(199)}…`);
    expect(oneLine(`${'a'.repeat(198)} ${'b'.repeat(100)}`)).toBe(`${'a'.repeat(198)}…`);
  });
});

test('a quoted text is one line between quotation marks', () => {
  expect(quote('ci-bot')).toBe('"ci-bot"');
  expect(quote('a\nb')).toBe('"a b"');
  expect(quote('')).toBe('""');
  expect(quote('x'.repeat(1000))).toHaveLength(202);
});
