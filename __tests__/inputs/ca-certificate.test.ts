import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCaCertificate } from '../../src/inputs/ca-certificate.ts';
import { createAuthority, type Authority } from '../support/authority.ts';
import { collectLog } from '../support/collected-log.ts';
import type { Pair } from '../support/front.ts';
import { base64 } from '../support/keys.ts';

let workspace: string;
let authority: Authority;
let other: Authority;
let pair: Pair;
const { log, masks } = collectLog();

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'ca-'));
  [authority, other] = await Promise.all([createAuthority('One CA'), createAuthority('Two CA')]);
  pair = await authority.issue();
  mkdirSync(join(workspace, 'folder'));
  writeFileSync(join(workspace, 'ca.pem'), authority.pem + other.pem);
  writeFileSync(join(workspace, 'key.pem'), pair.key);
  writeFileSync(join(workspace, 'empty.pem'), '');
  writeFileSync(join(workspace, 'huge.pem'), 'x'.repeat(1024 * 1024 + 1));
});
afterAll(() => rmSync(workspace, { recursive: true }));

const read = (given: string): string => readCaCertificate(given, { env: { GITHUB_WORKSPACE: workspace }, log });
const bodies = (pem: string | undefined): string[] =>
  (pem ?? '').split(/-----[A-Z ]+-----/).flatMap((part) => part.replace(/\s/g, '') || []);

test.each<[string, () => string]>([
  ['text', () => authority.pem + other.pem],
  [
    'text with explanations',
    () => `Bag Attributes\n    friendlyName: one\n${authority.pem}\nsubject=CN=Two CA\n${other.pem}`,
  ],
  ['text with CRLF', () => (authority.pem + other.pem).replaceAll('\n', '\r\n')],
  ['text with literal \\n', () => (authority.pem + other.pem).replaceAll('\n', '\\n')],
  ['text on one line', () => (authority.pem + other.pem).replaceAll('\n', ' ')],
  ['base64 of text', () => base64(authority.pem + other.pem)],
  ['text that is indented', () => (authority.pem + other.pem).replace(/^/gm, '    ')],
  ['a relative path', () => 'ca.pem'],
  ['a path with a dot', () => './folder/../ca.pem'],
  ['an absolute path', () => join(workspace, 'ca.pem')],
])('%s: only the certificates are read', (_, given) => {
  const pem = read(given());
  expect(bodies(pem)).toEqual([...bodies(authority.pem), ...bodies(other.pem)]);
  expect(pem).toMatch(/^(-----BEGIN CERTIFICATE-----\n([\w+/=]{1,64}\n)+-----END CERTIFICATE-----\n){2}$/);
});

test('the same certificate may be given twice', () => {
  expect(new Set(bodies(read(authority.pem + authority.pem)))).toEqual(new Set(bodies(authority.pem)));
});

describe('is an error', () => {
  test.each([
    ['damaged', () => authority.pem.replace(/\n(.{60}).{4}\n/, '\n$1AAAA\n'), 'Certificate 1'],
    ['the second damaged', () => authority.pem + other.pem.replace(/MII?/, 'AAAA'), 'Certificate 2'],
    ['cut off', () => authority.pem.slice(0, 200), 'contains no PEM certificate'],
    ['an empty file', () => 'empty.pem', 'contains no PEM certificate'],
  ])('%s', (_, given, says) => {
    expect(() => read(given())).toThrow(
      expect.objectContaining({
        failure: 'config',
        message: expect.stringContaining(says),
        fix: expect.stringMatching(/^Set 'ca-certificate' to the PEM text of the authority's certificate/),
      }),
    );
  });

  test.each([
    ['missing.pem', `The file "missing.pem" of 'ca-certificate' does not exist`],
    ['folder', `The file "folder" of 'ca-certificate' is a directory or a device.`],
    ['huge.pem', `The file "huge.pem" of 'ca-certificate' is too large (1048577 bytes, at most 1048576).`],
    ['key.pem', `contains a private key`],
    ['some words\non two lines', 'contains no PEM certificate'],
    [
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      "Certificate 1 in 'ca-certificate' is damaged or was cut off.",
    ],
    ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'contains no PEM certificate'],
  ])('%j', (given, says) => {
    expect(() => read(given)).toThrow(says);
  });

  test('a private key; each of its lines is masked', () => {
    masks.length = 0;
    expect(() => read(authority.pem + pair.key)).toThrow('contains a private key');
    const lines = pair.key.split('\n').filter((line) => line.length > 7 && !line.startsWith('-----'));
    expect(lines.length).toBeGreaterThan(1);
    expect(masks).toEqual(expect.arrayContaining(lines));
  });
});
