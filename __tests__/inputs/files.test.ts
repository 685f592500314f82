import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { keyPieces } from '../../src/util/secrets.ts';
import { createAuthority } from '../support/authority.ts';
import { base64, keyFields, keyJson, p256, rsa, wrappedBase64 } from '../support/keys.ts';
import { runInProcess } from '../support/in-process.ts';

const inputs = ['ca-certificate', 'service-account-key-file'] as const;
type Input = (typeof inputs)[number];

const client = { 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a' };

/** The masks for a wrong file, without those of the client secret. */
async function masksFor(input: Input, content: string): Promise<readonly string[]> {
  const run = async (files: Record<string, string>): Promise<readonly string[]> => {
    const credential = input === 'ca-certificate' ? client : {};
    const { log } = await runInProcess({
      inputs: { domain: 'acme.zitadel.cloud', ...credential, [input]: 'wrong' },
      files,
    });
    return log.masks;
  };
  const [usual, all] = [await run({}), await run({ wrong: content })];
  return [...new Set(all)].filter((mask) => !usual.includes(mask));
}

const words = 'The quick brown fox jumps over camelCaseNames, some/path/to/files, snake_case_names and 1234567890.\n';

describe.each(inputs)('of a wrong file in %s', (input) => {
  test.each([
    ['a README', () => readFileSync(join(actionFolder, 'README.md'), 'utf8')],
    ['a page that shows how a key begins', () => `${words}-----BEGIN RSA PRIVATE KEY-----\n...\n${words.repeat(9)}`],
    ['a lock file', () => readFileSync(join(actionFolder, 'package-lock.json'), 'utf8').slice(0, 60_000)],
    ['checksums of Go modules', () => `example.com/m v1.0.0 h1:${base64('x'.repeat(32))}\n`.repeat(50)],
    ['a text of 60 kB', () => words.repeat(600)],
    ['one line', () => 'production-europe-west-3'],
    ['a source file', () => readFileSync(join(actionFolder, 'src/run.ts'), 'utf8')],
  ])('nothing is masked: %s', async (_, content) => {
    expect(await masksFor(input, content())).toEqual([]);
  });

  test('nothing is masked: a certificate', async () => {
    const { pem } = await createAuthority('One CA');
    const cut = pem.slice(0, -40);
    expect(await masksFor(input, input === 'ca-certificate' ? cut : pem)).toEqual([]);
  });

  test.each([
    ['a key', () => rsa.pkcs8],
    ['a short key', () => p256.pkcs8],
    ['a key that was cut off', () => rsa.pkcs8.slice(0, 900)],
    ['a key without its first line', () => rsa.pkcs8.split('\n').slice(1).join('\n')],
    ['a key without its last line', () => rsa.pkcs8.trim().split('\n').slice(0, -1).join('\n')],
    ['a key among words', () => `${words}${rsa.pkcs8}${words}`],
    ['key JSON that is cut off', () => JSON.stringify(keyFields, undefined, 2).slice(0, 900)],
  ])('each line is masked of %s', async (_, content) => {
    const lines = content()
      .split(/\n|\\n|[" ]/)
      .filter((line) => /^[A-Za-z0-9+/=]{8,}$/.test(line) && /\d/.test(line));
    const masks = await masksFor(input, content());
    expect(lines.filter((line) => !masks.includes(line) && !/^\d+$/.test(line))).toEqual([]);
    expect(masks.length).toBeLessThanOrEqual(lines.length + 1);
  });
});

test.each([
  ['key JSON on one line', keyJson],
  ['key JSON in base64', base64(keyJson)],
  ['key JSON in lines of base64', wrappedBase64(keyJson)],
])('%s in a file is masked', async (_, content) => {
  const { log } = await runInProcess({
    inputs: { domain: 'acme.zitadel.cloud', 'service-account-key-file': 'key.json', verify: 'org', scopes: 'openid' },
    files: { 'key.json': content },
  });
  const body = rsa.traditional.split('\n').filter((line) => line.length > 8 && !line.startsWith('-'));
  expect(log.masks).toEqual(expect.arrayContaining(body));
});

test('the number of masks is bounded', () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => base64(`line ${index} of a text in base64, of any file`));
  expect(keyPieces(lines.join('\n')).length).toBeLessThanOrEqual(256);
  expect(keyPieces(`-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----`)).toHaveLength(256);
});

test('a large file is read fast', () => {
  const began = performance.now();
  for (const part of ['-BEGIN PRIVATE KEY-', '-----BEGIN CERTIFICATE-----', words, '-', ' ', 'aB3+', '\\n', '-END ']) {
    keyPieces(part.repeat((1024 * 1024) / part.length));
  }
  expect(performance.now() - began).toBeLessThan(40_000);
});
