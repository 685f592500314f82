import { expect, test } from '@jest/globals';
import { createMasker } from '../../emulators/runner/masker.ts';

test.each([
  ['no mask', [], 'abc', 'abc'],
  ['an empty mask', [''], 'abc', 'abc'],
  ['every occurrence', ['secret'], 'a secret, secret', 'a ***, ***'],
  ['a longer mask whole, whatever the order', ['secret', 'secretive'], 'secretive secret', '*** ***'],
  ['masks that overlap become one', ['abcd', 'cdef'], '-abcdef-', '-***-'],
  ['masks that touch become one', ['abc', 'def'], '-abcdef-', '-***-'],
  ['occurrences that overlap themselves', ['abab'], '-ababab-', '-***-'],
  ['a short one inside a long one', ['abcdef', 'cd'], '-abcdef-cd', '-***-***'],
  ['the case counts', ['secret'], 'Secret', 'Secret'],
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
  ['without the quotes around it', '"secret-value"', 'secret-value'],
  ['PowerShell, up to the last &', 'first1&second2&third3', 'first1&second2&'],
  ['PowerShell, after the last &', 'first1&second2&third3', 'third3'],
  ['PowerShell, up to &+', 'first1&+second2&third3', 'first1&+'],
  ['PowerShell, after &+ and a character', 'first1&+second2&third3', 'econd2&third3'],
])('a mask hides its value as %s', (_, value, shown) => {
  expect(createMasker([value]).mask(`<${shown}>`)).toBe('<***>');
});

test.each([
  ['base64url of a value where it differs', '??>>??>>', 'Pz8-Pj8_Pj4'],
  ['hexadecimal', 'secret', '736563726574'],
  ['reversed', 'secret', 'terces'],
  ['a short value without its quotes', '"secret"', 'secret'],
  ['a short part before &', 'abc&secret', 'abc&'],
  ['the percent-encoding of forms', 'a secret', 'a+secret'],
])('a mask does not hide %s', (_, value, shown) => {
  expect(createMasker([value]).mask(`<${shown}>`)).toBe(`<${shown}>`);
});

test('the whole of a value in base64 is not hidden where other bytes surround it, but what these leave is', () => {
  const { mask } = createMasker(['secretsecret']);
  expect(mask(Buffer.from('user:secretsecret').toString('base64'))).toBe('dXNlcjpz***');
});
