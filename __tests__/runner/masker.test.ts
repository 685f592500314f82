import { expect, test } from '@jest/globals';
import { createMasker } from '../../emulators/runner/masker.ts';

test.each([
  ['no mask', [], 'abc', 'abc'],
  ['an empty mask', [''], 'abc', 'abc'],
  ['every occurrence', ['secret'], 'a secret, secret', 'a ***, ***'],
  ['the longer of two masks, in any order', ['secret', 'secretive'], 'secretive secret', '*** ***'],
  ['masks that overlap become one', ['abcd', 'cdef'], '-abcdef-', '-***-'],
  ['masks that touch become one', ['abc', 'def'], '-abcdef-', '-***-'],
  ['occurrences that overlap themselves', ['abab'], '-ababab-', '-***-'],
  ['a short mask inside a long mask', ['abcdef', 'cd'], '-abcdef-cd', '-***-***'],
  ['masks are case-sensitive', ['secret'], 'Secret', 'Secret'],
])('%s', (_, masks, text, masked) => {
  expect(createMasker(masks).mask(text)).toBe(masked);
});

const quoted = `pass"word's <&> %`;

test.each([
  ['base64', 'secret', 'c2VjcmV0'],
  ['base64 after one byte', 'secret', Buffer.from('ecret').toString('base64')],
  ['base64 after two bytes', 'secret', Buffer.from('cret').toString('base64')],
  ['escaped double quotes', quoted, `pass\\"word's <&> %`],
  ['doubled single quotes', quoted, `pass"word''s <&> %`],
  ['JSON', 'a\n\t\u0001"\\/\u2028', 'a\\n\\t\\u0001\\"\\\\/\\u2028'],
  ['a URI', `${quoted}!*()~ü`, 'pass%22word%27s%20%3C%26%3E%20%25%21%2A%28%29~%C3%BC'],
  ['XML', quoted, 'pass&quot;word&apos;s &lt;&amp;&gt; %'],
  ['text without the surrounding quotes', '"secret-value"', 'secret-value'],
  ['PowerShell, up to the last &', 'first1&second2&third3', 'first1&second2&'],
  ['PowerShell, after the last &', 'first1&second2&third3', 'third3'],
  ['PowerShell, up to &+', 'first1&+second2&third3', 'first1&+'],
  ['PowerShell, after &+ and a character', 'first1&+second2&third3', 'econd2&third3'],
])('a mask hides its value as %s', (_, value, shown) => {
  expect(createMasker([value]).mask(`<${shown}>`)).toBe('<***>');
});

test.each([
  ['base64url that differs from base64', '??>>??>>', 'Pz8-Pj8_Pj4'],
  ['hexadecimal', 'secret', '736563726574'],
  ['reversed', 'secret', 'terces'],
  ['a short value without its quotes', '"secret"', 'secret'],
  ['a short part before &', 'abc&secret', 'abc&'],
  ['the percent-encoding of forms', 'a secret', 'a+secret'],
])('a mask does not hide %s', (_, value, shown) => {
  expect(createMasker([value]).mask(`<${shown}>`)).toBe(`<${shown}>`);
});

test('in base64 of a longer text, a mask hides only the characters that depend on the value alone', () => {
  const { mask } = createMasker(['secretsecret']);
  expect(mask(Buffer.from('user:secretsecret').toString('base64'))).toBe('dXNlcjpz***');
});
