import { describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import { base64Pieces, isMaskable } from '../../src/util/secrets.ts';
import { createMasks } from '../../src/report/log.ts';
import { formUrlEncode, secretForms } from '../../src/credentials/client-credentials.ts';
import { bodyLines, credentialKinds, credentials, holder, ownPair } from '../support/credentials.ts';
import { base64, keyFields, keyId, keyJson, p256, rsa, userId, wrappedBase64 } from '../support/keys.ts';
import { runInProcess } from '../support/in-process.ts';
import { readInputs } from '../support/read-inputs.ts';
import { letters, symbols } from '../support/sentinels.ts';
import { accessToken, tokenAnswer } from '../support/zitadel.ts';
import { withoutLimit } from '../support/scripted-connection.ts';

describe('values that may be masked', () => {
  test.each([
    ['', false],
    ['a', false],
    ['abc', false],
    ['abcd', true],
    ['true', false],
    ['FALSE', false],
    ['Secret', false],
    ['client_credentials', false],
    ['serviceaccount', false],
    ['expirationDate', false],
    ['password', false],
    ['password1', true],
    ['-----BEGIN RSA PRIVATE KEY-----', false],
    ['-----END PRIVATE KEY-----', false],
    ['-----BEGIN PRIVATE KEY-----MIIE', true],
    ['two\nlines', false],
    ['two\rlines', false],
    ['a line', true],
  ])('%j: %s', (value, expected) => {
    expect(isMaskable(value)).toBe(expected);
  });
});

function clean(values: readonly string[], text: string): string {
  const masks = createMasks(() => {});
  for (const value of values) masks.mask(value);
  return masks.clean(text);
}

describe('cleaning', () => {
  test.each<[what: string, masks: string[], text: string, cleaned: string]>([
    ['nothing', [], 'all of it', 'all of it'],
    ['each place', ['word'], 'word, word and passwords', '***, *** and pass***s'],
    ['the longest first', ['abcd', 'abcdefgh', 'cdef'], 'abcdefgh', '***'],
    ['the longest first, whatever the order', ['abcdefgh', 'abcd'], 'abcdefgh abcdef', '*** ***ef'],
    ['characters that mean something in a pattern', ['.*[(^$+?)|\\'], 'a.*[(^$+?)|\\b', 'a***b'],
    ['characters that mean something in a replacement', ["$&$1$'"], "x$&$1$'x", 'x***x'],
    ['no short value', ['abc', 'true'], 'abc true', 'abc true'],
  ])('%s', (_, masks, text, cleaned) => {
    expect(clean(masks, text)).toBe(cleaned);
  });

  test('a value is sent to the runner once', () => {
    const sent: string[] = [];
    const masks = createMasks((value) => sent.push(value));
    for (const value of ['secret-one', 'secret-two', 'secret-one']) masks.mask(value);
    expect(sent).toEqual(['secret-one', 'secret-two']);
  });
});

test.each<[secret: string, forms: string[]]>([
  ['Abcd1234', ['Abcd1234', 'QWJjZDEyMzQ=', 'QWJjZDEyMzQ']],
  ['a b+c"', ['a b+c"', 'a+b%2Bc%22', 'a%20b%2Bc%22', 'a b+c\\"', 'YSBiK2Mi']],
  ['first\nsecond', ['first', 'second', 'first%0Asecond', 'first\\nsecond', 'Zmlyc3QKc2Vjb25k']],
  ['abc', []],
  ['true', []],
])('the forms of %j', (secret, forms) => {
  expect([...new Set(secretForms(secret))]).toEqual(forms);
});

test.each([
  ['a b', 'a+b'],
  ['a+b/c=d&e', 'a%2Bb%2Fc%3Dd%26e'],
  ['ü', '%C3%BC'],
])('%s is form-urlencoded as %s', (text, encoded) => {
  expect(formUrlEncode(text)).toBe(encoded);
});

describe('the pieces of a key', () => {
  test.each([
    ['in lines', rsa.pkcs8],
    ['with \\n for line breaks', rsa.pkcs8.replaceAll('\n', '\\n')],
    ['with Windows line ends', rsa.pkcs8.replaceAll('\n', '\r\n')],
    ['joined by spaces', rsa.pkcs8.replaceAll('\n', ' ')],
    ['in key JSON that does not parse', JSON.stringify({ keyId, key: rsa.pkcs8, userId }).slice(0, -1)],
  ])('are its lines, %s', (_, text) => {
    expect(base64Pieces(text)).toEqual(bodyLines(rsa.pkcs8));
  });

  test('are never an ID', () => {
    expect(base64Pieces(`{"keyId":"${keyId}","userId":"${userId}"}`)).toEqual([]);
  });
});

function maskedBy(given: Record<string, string>): readonly string[] {
  return readInputs(given).masked;
}

describe('a step masks', () => {
  test.each<[what: string, given: Record<string, string>, masked: readonly string[]]>([
    [
      'a client secret, its forms and the Basic value',
      { 'client-id': 'a b', 'client-secret': 'Abcd1234' },
      ['Abcd1234', 'QWJjZDEyMzQ=', 'QWJjZDEyMzQ', base64('a+b:Abcd1234')],
    ],
    [
      'basic-auth, and the secret in it, decoded',
      { 'basic-auth': base64('ci:ab%2Bcd') },
      [
        base64('ci:ab%2Bcd'),
        'ab%2Bcd',
        'ab%252Bcd',
        base64('ab%2Bcd'),
        'YWIlMkJjZA',
        'ab+cd',
        base64('ab+cd'),
        'YWIrY2Q',
      ],
    ],
    ['a PEM by its lines', { 'private-key': rsa.traditional }, bodyLines(rsa.traditional)],
    [
      'a PEM with \\n by its lines, and the whole',
      { 'private-key': p256.pkcs8.trim().replaceAll('\n', '\\n') },
      [...bodyLines(p256.pkcs8), p256.pkcs8.trim().replaceAll('\n', '\\n')],
    ],
    [
      'key JSON by the lines of its key, and the whole',
      { 'service-account-key': keyJson },
      [...bodyLines(rsa.traditional), keyJson],
    ],
    [
      'key JSON on many lines by the lines of its key only',
      { 'service-account-key': JSON.stringify(keyFields, undefined, 2) },
      bodyLines(rsa.traditional),
    ],
    [
      'key JSON in base64, as it is and inside',
      { 'service-account-key': base64(keyJson) },
      [base64(keyJson), ...bodyLines(rsa.traditional), keyJson],
    ],
    [
      'key JSON in wrapped base64 by its lines, and inside',
      { 'service-account-key': wrappedBase64(keyJson) },
      [...wrappedBase64(keyJson).split('\n'), ...bodyLines(rsa.traditional), keyJson],
    ],
    [
      'an assertion and its signature',
      { assertion: 'header.claims.signature' },
      ['header.claims.signature', 'signature'],
    ],
    ['a personal access token', { 'personal-access-token': letters }, [letters]],
    [
      'a personal access token without its Bearer',
      { 'personal-access-token': `Bearer ${letters}` },
      [`Bearer ${letters}`, letters],
    ],
    [
      'header values of 8 characters and more, and what follows a scheme',
      { headers: 'X-Key: 1234567\nX-Key-2: 1234567a\nX-Auth: Token abcdefgh\nX-Env: production' },
      ['1234567a', 'Token abcdefgh', 'abcdefgh'],
    ],
    ['nothing of empty inputs', {}, []],
  ])('%s', (_, given, masked) => {
    expect(maskedBy(given)).toEqual(masked);
  });

  test.each([letters, symbols, 'short-1', keyJson, rsa.pkcs8, wrappedBase64(keyJson)])(
    'no short or common word, several lines or PEM label, whatever is given: %#',
    (secret) => {
      const names = [
        'client-id',
        'client-secret',
        'basic-auth',
        'service-account-key',
        'private-key',
        'assertion',
        'personal-access-token',
        'headers',
      ];
      const masked = maskedBy(Object.fromEntries(names.map((name) => [name, secret])));
      expect(masked).not.toEqual([]);
      expect(masked.filter((mask) => !isMaskable(mask))).toEqual([]);
      expect(masked).not.toEqual(expect.arrayContaining([keyId]));
      expect(masked).not.toEqual(expect.arrayContaining([userId]));
    },
  );
});

describe('masks are printed before anything else', () => {
  const command = '::add-mask::';
  const answered = { status: 200, headers: {}, body: JSON.stringify(tokenAnswer) };
  const domain = 'acme.zitadel.cloud';
  const bySecret = credentials['client secret'].inputs(holder);
  const byKey = credentials['key JSON'].inputs(holder);
  const kinds: Readonly<Record<string, Record<string, string>>> = {
    ...Object.fromEntries(credentialKinds.map(({ kind, inputs }) => [kind, inputs(holder)])),
    PEM: ownPair(holder, p256.pkcs8),
    'two credentials': { ...bySecret, ...byKey },
    'cut-off key': { 'service-account-key': keyJson.slice(0, 900) },
    'wrong domain': { ...bySecret, domain: 'https://acme.example.com/path' },
    'wrong boolean': { ...bySecret, 'job-summary': 'perhaps' },
    'odd scopes': { ...byKey, scopes: 'opnid' },
    'every credential': {
      ...Object.fromEntries(credentialKinds.flatMap(({ inputs }) => Object.entries(inputs(holder)))),
      headers: `X-Key: ${letters}`,
    },
  };

  test.each(Object.entries(kinds))('%s', async (kind, given) => {
    const { stdout } = await runInProcess({
      inputs: { domain, ...given },
      files: { 'key.json': keyJson },
      connect: () =>
        withoutLimit({
          send: async (build) => {
            build();
            return answered;
          },
          pause: async () => false,
        }),
    });
    const lines = splitLines(stdout).filter((line) => line !== '');
    const first = lines.findIndex((line) => !line.startsWith(command));
    const later = lines.slice(first).flatMap((line) => (line.startsWith(command) ? [line.slice(command.length)] : []));
    expect(first).toBeGreaterThan(0);
    // Only values that did not exist before: a signed assertion, its signature, and the token.
    const [assertion = '', signature = ''] = later;
    const signed = ['key JSON', 'key file', 'own key pair', 'PEM', 'odd scopes'].includes(kind);
    const made = lines.some((line) => line.startsWith('Requesting ')) ? [accessToken] : [];
    expect(later).toEqual([...(signed ? [assertion, signature] : []), ...made]);
    expect(assertion.endsWith(`.${signature}`)).toBe(signed);
  });
});
