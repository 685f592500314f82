import { describe, expect, test } from '@jest/globals';
import { checkSpelling } from '../../src/inputs/spelling.ts';
import { table, type Row } from '../../src/inputs/table.ts';
import { looksSecret } from '../../src/util/secrets.ts';
import { readActionFile } from '../../emulators/runner/action-file.ts';
import { base64, keyJson, p256, rsa, wrappedBase64 } from '../support/keys.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { readInputs } from '../support/read-inputs.ts';
import { expectRefused } from '../support/refusal-of.ts';
import { findSecrets, keySentinels, letters, type Sentinel } from '../support/sentinels.ts';
import { secretInputs, tokenAnswer } from '../support/zitadel.ts';
import { withoutLimit } from '../support/scripted-connection.ts';

describe('a boolean', () => {
  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    ['FALSE', false],
    ['', false],
    [' true\n', true],
  ])('%j is %s', (given, expected) => {
    expect(readInputs({ revoke: given }).inputs.value('revoke')).toBe(expected);
  });

  test.each(['yes', '1', '0', 'on', 'tRUE', 'true false'])('%j is invalid', (given) => {
    expectRefused(
      () => readInputs({ revoke: given }).inputs.value('revoke'),
      `The input 'revoke' is invalid: ${shown(given)}.`,
      `Set 'revoke' to true or false.`,
    );
  });
});

/** A wrong value with other characters may be a secret. */
function shown(given: string): string {
  return /^[\w.-]+$/.test(given) ? `"${given}"` : `a text of length ${given.length}`;
}

function seconds(given: string): number {
  return readInputs({ 'timeout-seconds': given }).inputs.value('timeout-seconds');
}

describe('a whole number', () => {
  test.each([
    ['1', 1],
    ['600', 600],
    ['007', 7],
    ['', 60],
    [' 30 ', 30],
  ])('%j is %d', (given, expected) => {
    expect(seconds(given)).toBe(expected);
  });

  test.each(['0', '601', '-1', '+1', '1.5', '1e2', '0x10', '60s', '1 0', '١٢', 'NaN', '9'.repeat(20)])(
    '%j is invalid',
    (given) => {
      expectRefused(
        () => seconds(given),
        `The input 'timeout-seconds' is invalid: ${shown(given)}.`,
        `Set 'timeout-seconds' to a whole number from 1 to 600.`,
      );
    },
  );
});

function check(given: string): string {
  return readInputs({ verify: given }).inputs.value('verify');
}

test('expiry-warning-days is a whole number from 0 to 3650', async () => {
  const { log } = await runInProcess({ inputs: { ...secretInputs, 'expiry-warning-days': '3651' } });
  expect(log.annotations[0]?.message).toContain(`'expiry-warning-days' is invalid: "3651".`);
  expect(log.annotations[0]?.message).toContain(`Set 'expiry-warning-days' to a whole number from 0 to 3650.`);
});

describe('a choice', () => {
  test.each([
    ['none', 'none'],
    ['userinfo', 'userinfo'],
    ['org', 'org'],
    ['', 'none'],
  ])('%j is %s', (given, expected) => {
    expect(check(given)).toBe(expected);
  });

  test.each(['Org', 'true', 'userinfo,org', 'constructor'])('%j is invalid', (given) => {
    expectRefused(
      () => check(given),
      `The input 'verify' is invalid: ${shown(given)}.`,
      `Set 'verify' to one of none, userinfo, org.`,
    );
  });
});

describe('an empty input', () => {
  const names = Object.keys(table) as (keyof typeof table)[];

  test.each(names)('%s is its default', (name) => {
    const { default: value }: Row = table[name];
    const { inputs } = readInputs({ [name]: '  ' });
    expect([inputs.value(name), [...inputs.given]]).toEqual([value, []]);
  });

  test.each(names)('%s is not given if the runner sets it to its default', (name) => {
    const { inputs } = readInputs({ [name]: readActionFile().inputs[name]?.default ?? '' });
    expect([...inputs.given]).toEqual([]);
  });
});

test('a shell that drops variables whose names have a hyphen is named', () => {
  const { inputs } = readInputs({ domain: 'acme.zitadel.cloud' });
  const unused = { warn: () => {}, add: () => {} };
  const env = { INPUT_DOMAIN: 'acme.zitadel.cloud', INPUT_SCOPES: 'openid' };
  expectRefused(
    () => checkSpelling(inputs, env, unused),
    `No input whose name has a hyphen has arrived: 'node' on this runner is a shell script, and its shell drops variables such as INPUT_CLIENT-ID.`,
    'Replace the script by a link to the real node',
  );
  expect(checkSpelling(inputs, { ...env, 'INPUT_CLIENT-ID': '' }, unused)).toEqual([]);
});

describe('an input that is not a secret', () => {
  test('of 200 characters is accepted, of 201 it is masked and rejected', () => {
    expect(readInputs({ 'client-id': 'x'.repeat(200) }).inputs.value('client-id')).toBe('x'.repeat(200));
    const { inputs, masked } = readInputs({ 'client-id': 'x'.repeat(201) });
    expectRefused(
      () => inputs.value('client-id'),
      `The input 'client-id' is too long (201 characters, at most 200).`,
      'Check that the inputs of this step are not swapped.',
    );
    expect(masked).toEqual(['x'.repeat(201)]);
  });

  test('of a list counts by its parts', () => {
    const scopes = Array.from({ length: 60 }, (_, index) => `scope-${index}`).join('\n');
    expect(readInputs({ scopes }).inputs.value('scopes')).toEqual(scopes.split('\n'));
    expectRefused(
      () => readInputs({ scopes: `openid ${'x'.repeat(201)}` }).inputs.value('scopes'),
      `The input 'scopes' is too long (201 characters, at most 200).`,
      'Check that the inputs',
    );
  });

  test.each([
    ['a private key', rsa.pkcs8],
    ['a private key', p256.traditional.replaceAll('\n', '\\n')],
    ['key JSON', keyJson],
    ['key JSON', JSON.stringify(JSON.parse(keyJson), undefined, 2)],
    ['key JSON', JSON.stringify(keyJson)],
    ['key JSON', keyJson.slice(0, 60)],
  ])('that contains %s is masked and rejected: %#', (what, given) => {
    for (const name of ['client-id', 'project-ids'] as const) {
      const { inputs, masked } = readInputs({ [name]: given });
      expectRefused(
        () => inputs.value(name),
        `The input '${name}' contains ${what}.`,
        what === 'key JSON' ? `Move it to 'service-account-key'` : `Move it to 'private-key'`,
      );
      expect(masked.filter((mask) => /^-----[A-Z ]+-----$/.test(mask))).toEqual([]);
      expect(masked.length).toBeGreaterThan(0);
    }
  });
});

test.each([
  [letters, true],
  [rsa.pkcs8.split('\n')[1] ?? '', true],
  [base64(keyJson), true],
  ['pat-_71'.padEnd(71, 'aB3'), true],
  ['short1A', false],
  ['x'.repeat(60), false],
  ['312345678901234567', false],
  ['urn:zitadel:iam:org:project:id:Zitadel1234567890:aud', false],
  ['a-very-long-service-account-Name-1@acme.example.com', false],
  ['/home/runner/work/Project/Project/secrets/zitadel-key-1.json', false],
  ['A-Very-Long-Host-Name-01.Identity.Example-Company.com', false],
])('%j looks like a secret: %s', (value, expected) => {
  expect(looksSecret(value)).toBe(expected);
});

/** Each plain input, with the other inputs that a step needs before it reads this one. */
const plainInputs: Readonly<Record<string, Record<string, string>>> = {
  domain: {},
  endpoint: {},
  'client-id': {},
  'service-account-key-file': { 'client-id': '', 'client-secret': '' },
  'key-id': { 'client-id': '', 'client-secret': '', 'private-key': rsa.pkcs8, 'user-id': '1' },
  'user-id': { 'client-id': '', 'client-secret': '', 'private-key': rsa.pkcs8, 'key-id': '1' },
  scopes: {},
  'project-ids': {},
  verify: {},
  'org-id': { verify: 'org' },
  'expiry-warning-days': {},
  revoke: {},
  'revocation-client-id': { revoke: 'true' },
  'timeout-seconds': {},
  'ca-certificate': {},
  headers: {},
  'allow-http': {},
  'job-summary': {},
};

const misplaced: Readonly<Record<string, string>> = {
  'a client secret': letters,
  'a PEM': rsa.pkcs8,
  'a P-256 PEM on one line': p256.pkcs8.replaceAll('\n', '\\n'),
  "a PEM's body": rsa.pkcs8.split('\n').slice(1, -2).join('\n'),
  "a P-256 PEM's body": p256.pkcs8.split('\n').slice(1, -2).join(' '),
  'a line of a PEM': rsa.pkcs8.split('\n')[3] ?? '',
  'key JSON': keyJson,
  'key JSON on many lines': JSON.stringify(JSON.parse(keyJson), undefined, 2),
  'key JSON in base64': base64(keyJson),
  'key JSON in wrapped base64': wrappedBase64(keyJson),
  'a personal access token': `${letters}-_9aB3x`,
  'a JWT': `${base64('{"alg":"RS256"}')}.${base64(JSON.stringify({ iss: letters }))}.${base64(letters).replaceAll('=', '')}`,
};

describe.each(Object.entries(misplaced))('%s in the wrong input is not shown', (_, secret) => {
  test.each(Object.entries(plainInputs))('%s', async (name, others) => {
    const step = await runInProcess({
      inputs: { ...secretInputs, 'job-summary': 'true', ...others, [name]: secret },
      env: { RUNNER_DEBUG: '1' },
      connect: () =>
        withoutLimit({
          send: async () => ({ status: 200, headers: {}, body: JSON.stringify(tokenAnswer) }),
          pause: async () => true,
        }),
    });
    const sentinels = [{ name: 'it', value: secret.replace(/-----[A-Z ]+-----|\\n|\s/g, '') }, ...inside(secret)];
    expect(everythingShown(step).flatMap((text) => findSecrets(text, sentinels))).toEqual([]);
  });
});

function inside(secret: string): Sentinel[] {
  return [...keySentinels('it', secret), ...(secret === base64(keyJson) ? keySentinels('it', keyJson) : [])];
}

function everythingShown({ log, outputs, summary }: InProcessResult): string[] {
  const { access_token: _, ...rest } = outputs;
  const annotations = log.annotations.map(({ title, message }) => `${title} ${message}`);
  return [log.text, summary, ...annotations, ...Object.values(rest)];
}
