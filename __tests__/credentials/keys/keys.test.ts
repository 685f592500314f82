import { sign, verify } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseKeyJson } from '../../../src/credentials/keys/key-json.ts';
import { keyFile, readFile } from '../../../src/inputs/files.ts';
import { parsePem, type SigningKey } from '../../../src/credentials/keys/private-key.ts';
import {
  base64,
  keyFields,
  keyId,
  keyJson,
  p256,
  publicPem,
  rsa,
  userId,
  unwrapped,
  wrappedBase64,
  type TestKey,
} from '../../support/keys.ts';
import { collectLog } from '../../support/collected-log.ts';
import { refusalOf } from '../../support/refusal-of.ts';
import { expectRefused } from '../../support/refusal-of.ts';

const fromJson = (text: string): SigningKey => parseKeyJson(`The input 'service-account-key'`, unwrapped(text));
const fromPem = (pem: string): SigningKey => ({
  id: keyId,
  userId,
  ...parsePem(`The input 'private-key'`, unwrapped(pem)),
});

const prettyJson = JSON.stringify(keyFields, undefined, 2);
const p256Json = JSON.stringify({ ...keyFields, key: p256.pkcs8 });
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');

/** The text of a key file. */
function read(path: string, workspace: string): string {
  return readFile(path, { env: { GITHUB_WORKSPACE: workspace }, log: collectLog().log }, keyFile);
}

describe('key JSON is read', () => {
  test.each<[wrapping: string, text: string]>([
    ['as ZITADEL creates it', keyJson],
    ['on many lines', prettyJson],
    ['with Windows line ends', prettyJson.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${keyJson}`],
    ['with white space around', `\n\n  ${keyJson}\t\r\n`],
    ['with double quotes around', `"${keyJson}"`],
    ['with single quotes around', `'${keyJson}'`],
    ['with backticks around', `\`${prettyJson}\``],
    ['in base64', base64(keyJson)],
    ['in base64, wrapped at 76', wrappedBase64(prettyJson)],
    ['in base64, wrapped, with Windows line ends', wrappedBase64(keyJson).replaceAll('\n', '\r\n')],
    ['in base64, its line ends the two characters \\n', wrappedBase64(keyJson).replaceAll('\n', '\\n')],
    ['in base64, joined by spaces', wrappedBase64(keyJson).replaceAll('\n', ' ')],
    ['in base64url', Buffer.from(prettyJson).toString('base64url')],
    ['in base64 twice', base64(wrappedBase64(keyJson))],
    ['in base64, in quotes', `"${base64(keyJson)}"`],
    ["in base64 of PowerShell's UTF-16", utf16(keyJson).toString('base64')],
    ['in base64 of UTF-16 without a byte order mark', Buffer.from(keyJson, 'utf16le').toString('base64')],
    ['as a JSON string', JSON.stringify(keyJson)],
    ['as a JSON string on many lines', JSON.stringify(prettyJson)],
    ['as a JSON string twice', JSON.stringify(JSON.stringify(keyJson))],
    ['as a JSON string that lost its quotes', JSON.stringify(keyJson).slice(1, -1)],
    ['as a JSON string on many lines that lost its quotes', JSON.stringify(prettyJson).slice(1, -1)],
    ['with real line breaks inside its string', keyJson.replaceAll('\\n', '\n')],
    ['on many lines, and with real ones inside its string', prettyJson.replaceAll('\\n', '\n')],
    ['with real Windows line breaks inside its string', keyJson.replaceAll('\\n', '\r\n')],
    ['with \\n escaped twice', keyJson.replaceAll('\\n', '\\\\n')],
    ['with \\r\\n inside its string', keyJson.replaceAll('\\n', '\\r\\n')],
    ['with spaces for line breaks inside its string', keyJson.replaceAll('\\n', ' ')],
    ['with no line breaks inside its string', keyJson.replaceAll('\\n', '')],
    ['of P-256', p256Json],
    ['without an expiry, as before 2024', JSON.stringify({ ...keyFields, expirationDate: undefined })],
    ['with unknown fields', JSON.stringify({ ...keyFields, more: { key: 1 } })],
  ])('%s', (_, text) => {
    const key = fromJson(text);
    expect({ id: key.id, userId: key.userId }).toEqual({ id: keyId, userId });
    expectSignsLike(text === p256Json ? p256 : rsa, key);
  });

  test.each([
    ['9999-12-31T23:59:59Z', Number.POSITIVE_INFINITY],
    ['2027-03-01T00:00:00Z', Date.UTC(2027, 2, 1)],
    ['2027-03-01T00:00:00.123+01:00', Date.UTC(2027, 1, 28, 23, 0, 0, 123)],
    ['', undefined],
    [null, undefined],
  ])('with its expiry %s', (expirationDate, expected) => {
    expect(fromJson(JSON.stringify({ ...keyFields, expirationDate })).expiresAt).toBe(expected);
  });
});

describe('a PEM is read', () => {
  const ecParameters = `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n`;
  const bagAttributes = 'Bag Attributes\n    friendlyName: ci\nKey Attributes: <No Attributes>\n';

  test.each<[wrapping: string, text: string, of?: TestKey]>([
    ['RSA, PKCS#1', rsa.traditional],
    ['RSA, PKCS#8', rsa.pkcs8],
    ['P-256, SEC1', p256.traditional, p256],
    ['P-256, PKCS#8', p256.pkcs8, p256],
    ['P-256, as openssl ecparam -genkey prints it', ecParameters + p256.traditional, p256],
    ['behind the attributes of a PKCS#12 bag', bagAttributes + rsa.pkcs8],
    ['in front of the public key', rsa.traditional + publicPem(rsa.publicKey)],
    ['with the two characters \\n for line breaks', rsa.traditional.replaceAll('\n', '\\n')],
    ['with \\r\\n for line breaks', rsa.pkcs8.replaceAll('\n', '\\r\\n')],
    ['with Windows line ends', rsa.pkcs8.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${rsa.pkcs8}`],
    ['with white space around', `\n  ${rsa.pkcs8}\n\n`],
    ['with an indentation, as YAML keeps it', rsa.pkcs8.replaceAll('\n', '\n    ')],
    ['with empty lines between', rsa.pkcs8.replaceAll('\n', '\n\n')],
    ['with double quotes around', `"${rsa.pkcs8.replaceAll('\n', '\\n')}"`],
    ['with double quotes and real line breaks', `"${rsa.pkcs8}"`],
    ['with single quotes around', `'${rsa.pkcs8}'`],
    ['on one line', p256.pkcs8.replaceAll('\n', ''), p256],
    ['on one line, RSA', rsa.traditional.replaceAll('\n', '')],
    ['its lines joined by spaces', rsa.traditional.replaceAll('\n', ' ')],
    ['its lines joined by tabs', p256.traditional.replaceAll('\n', '\t'), p256],
    ['in base64', base64(rsa.traditional)],
    ['in base64, wrapped at 76', wrappedBase64(rsa.pkcs8)],
    ['in base64url', Buffer.from(p256.traditional).toString('base64url'), p256],
    ["in base64 of PowerShell's UTF-16", utf16(p256.pkcs8).toString('base64'), p256],
    ['with spaces at the end of a line', withSpacesAtTheEnd(p256.pkcs8), p256],
  ])('%s', (_, text, of = rsa) => {
    expectSignsLike(of, fromPem(text));
  });
});

describe('a key file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[what: string, content: string | Buffer]>([
    ['in UTF-8', keyJson],
    ['in UTF-8 with a byte order mark', `\uFEFF${keyJson}`],
    ["in PowerShell's UTF-16", utf16(prettyJson)],
    ['in UTF-16 without a byte order mark', Buffer.from(prettyJson, 'utf16le')],
    ['in base64', `${wrappedBase64(keyJson)}\n`],
  ])('is read, %s', (_, content) => {
    expectSignsLike(rsa, parseKeyJson('The file', unwrapped(read(write('key.json', content), folder))));
  });

  test('is read by an absolute path', () => {
    write('absolute.json', keyJson);
    expect(read(join(folder, 'absolute.json'), '/elsewhere')).toBe(keyJson);
  });

  test('that is empty is not reported as missing', () => {
    expectRefused(
      () => parseKeyJson('The file', read(write('empty.json', ''), folder)),
      'The file is empty.',
      'Store the key file of the service account unchanged',
    );
  });

  test('of exactly 64 kB is read, and one byte more is not', () => {
    expect(read(write('full.json', ' '.repeat(65_536)), folder)).toHaveLength(65_536);
    expectRefused(
      () => read(write('large.json', ' '.repeat(65_537)), folder),
      `The file "large.json" of 'service-account-key-file' is too large (65537 bytes, at most 65536).`,
      `Set 'service-account-key-file' to the path of the key JSON`,
    );
  });

  test('that is a directory is rejected', () => {
    mkdirSync(join(folder, 'directory'));
    expectRefused(
      () => read('directory', folder),
      `The file "directory" of 'service-account-key-file' is a directory or a device.`,
      `Set 'service-account-key-file' to the path of the key JSON`,
    );
  });

  test.each(['missing.json', 'missing/key.json', 'x'.repeat(300)])('at %s does not exist', (path) => {
    write('full.json', keyJson);
    const shown = path.length > 200 ? `${path.slice(0, 199)}…` : path;
    expectRefused(
      () => read(path, folder),
      `The file "${shown}" of 'service-account-key-file' does not exist (looked for in "${folder}").`,
      `Set 'service-account-key-file' to the path of the key JSON, and write that file in an earlier step of the same job.`,
    );
  });

  test.each([
    ['~/key.json', `is not found: no shell evaluates "~" or a variable in an input`, 'runner.temp }}/key.json'],
    ['$HOME/key.json', `is not found: no shell evaluates "~" or a variable in an input`, 'runner.temp }}/key.json'],
    ['/host/_temp/key.json', 'In a container, ${{ runner.temp }} is the path on the host', '(/__w/_temp)'],
    ['/nowhere/key.json', 'does not exist.', 'in an earlier step of the same job'],
  ])('at %s: %s', (path, says, fix) => {
    const env = { GITHUB_WORKSPACE: folder, RUNNER_TEMP: '/__w/_temp' };
    const error = expect.objectContaining({
      message: expect.stringContaining(says),
      fix: expect.stringContaining(fix),
    });
    expect(() => readFile(path, { env, log: collectLog().log }, keyFile)).toThrow(error);
  });

  // On Windows, a file's mode does not prevent reading.
  (process.platform === 'win32' ? () => undefined : test)('that nobody may read is rejected', () => {
    // Root can read every file except one that can only be written.
    const path = process.getuid?.() === 0 ? '/proc/sys/vm/compact_memory' : join(folder, write('closed.json', keyJson));
    if (path.startsWith(folder)) chmodSync(path, 0);
    expectRefused(
      () => read(path, folder),
      `The file "${path}" of 'service-account-key-file' cannot be read: no permission (EACCES).`,
      'Allow the user that runs the job to read the file',
    );
  });
});

describe('a document that is slow to parse is rejected at once', () => {
  test.each([
    ['beginnings without an end', '-----BEGIN CERTIFICATE-----\n'.repeat(37_000)],
    ['white space in base64', Buffer.from(`a${' '.repeat(700_000)}!`).toString('base64')],
    ['white space in a PEM', keyJson.replace('MII', `MII${' '.repeat(126_000)}!`)],
    ['backslashes', `"${'\\'.repeat(1_000_000)}`],
    ['line breaks', `{${'\n '.repeat(500_000)}"`],
  ])('%s', (_, text) => {
    const started = performance.now();
    expect(refusalOf(() => parseKeyJson('The file', unwrapped(text))).failure).toBe('config');
    // Read in one pass, it takes milliseconds; with every end tried for every beginning, minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

function expectSignsLike(of: TestKey, { privateKey, algorithm }: SigningKey): void {
  expect(algorithm).toBe(of.algorithm);
  const content = Buffer.from('content');
  expect(verify('sha256', content, of.publicKey, sign('sha256', content, privateKey))).toBe(true);
}

/** The same key, the last line of its body as long as the others. */
function withSpacesAtTheEnd(pem: string): string {
  return pem.replace(/\n(.{1,63})\n-----END/, (_, last: string) => `\n${last.padEnd(64)}\n-----END`);
}
