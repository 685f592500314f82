import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { readCredential } from '../../src/inputs/credential.ts';
import { type Credential } from '../../src/credentials/credential.ts';
import { credentialKinds, holder } from '../support/credentials.ts';
import { base64, keyId, keyJson, p256, rsa, userId } from '../support/keys.ts';
import { readInputs } from '../support/read-inputs.ts';
import { expectRefused } from '../support/refusal-of.ts';

const issuer = 'https://acme.zitadel.cloud';
const now = Date.UTC(2026, 10, 24);
const secret = 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a';

function read(inputs: Record<string, string>, workspace = '/nowhere'): Credential {
  const given = readInputs(inputs);
  return readCredential(given.inputs, {
    issuer: () => issuer,
    env: { GITHUB_WORKSPACE: workspace },
    now,
    log: given.log,
  });
}

/** The form and headers that are sent for a credential. */
function sent(credential: Credential): unknown {
  if (!('parameters' in credential)) return credential.token;
  const { form, headers } = credential.parameters(now);
  return { form, headers };
}

const emptySecret =
  `A secret is empty if its name is misspelled, in runs for forks and Dependabot, in a reusable workflow that does ` +
  `not receive it, if an environment's secret lacks 'environment:', and if an organization's secret is not shared with this repository.`;

describe('exactly one credential', () => {
  test('none given: the message names all, and why a secret may be empty', () => {
    expectRefused(
      () => read({}),
      `No credential was given: 'client-id' + 'client-secret', 'basic-auth', 'service-account-key', 'service-account-key-file', ` +
        `'private-key' + 'key-id' + 'user-id', 'assertion' and 'personal-access-token' are all empty.\n${emptySecret}`,
      'Give exactly one of them.',
    );
  });

  const pairs = credentialKinds.flatMap((one, index) =>
    credentialKinds
      .slice(index + 1)
      .map((other) => [one.kind, other.kind, { ...one.inputs(holder), ...other.inputs(holder) }] as const),
  );

  test.each(pairs)('%s and %s', (_one, _other, given) => {
    expectRefused(
      () => read(given),
      `The inputs ${list(Object.keys(given))} belong to 2 different credentials.`,
      'Keep the inputs of one credential, and use a separate step for each account.',
    );
  });

  test('three, two of them incomplete', () => {
    expectRefused(
      () => read({ 'client-id': 'ci-bot', 'key-id': keyId, assertion: 'a.b.c' }),
      `The inputs 'client-id', 'key-id' and 'assertion' belong to 3 different credentials.`,
      'Keep the inputs of one credential',
    );
  });

  test.each<[given: string[], missing: string, needs: string, cause: boolean]>([
    [['client-id'], `'client-secret'`, 'needs', true],
    [['client-secret'], `'client-id'`, 'needs', false],
    [['private-key'], `'key-id' and 'user-id'`, 'needs', false],
    [['key-id'], `'private-key' and 'user-id'`, 'needs', true],
    [['user-id'], `'private-key' and 'key-id'`, 'needs', true],
    [['private-key', 'key-id'], `'user-id'`, 'need', false],
    [['private-key', 'user-id'], `'key-id'`, 'need', false],
    [['key-id', 'user-id'], `'private-key'`, 'need', true],
  ])('only %j', (given, missing, needs, cause) => {
    expectRefused(
      () => read(Object.fromEntries(given.map((name) => [name, 'something']))),
      `${list(given)} ${needs} ${missing}, which ${missing.includes(' and ') ? 'are' : 'is'} missing.${cause ? `\n${emptySecret}` : ''}`,
      `Set ${missing}, or remove ${list(given)}.`,
    );
  });
});

describe('a client secret', () => {
  test.each([
    ['ci-bot', secret, `ci-bot:${secret}`],
    ['ci-bot@acme.example.com', secret, `ci-bot%40acme.example.com:${secret}`],
    ['ci bot', 'a+b/c=d&e%f g', 'ci+bot:a%2Bb%2Fc%3Dd%26e%25f+g'],
    ['ci-bot', 'päß:wörd', 'ci-bot:p%C3%A4%C3%9F%3Aw%C3%B6rd'],
  ])('of %s is sent form-urlencoded, by Basic', (clientId, clientSecret, halves) => {
    const credential = read({ 'client-id': clientId, 'client-secret': clientSecret });
    expect(sent(credential)).toEqual({
      form: { grant_type: 'client_credentials' },
      headers: { authorization: `Basic ${base64(halves)}` },
    });
    expect(credential.label).toBe(`client secret of "${clientId}"`);
  });

  test.each(['abc', 'x', 'true', 'False', 'secret', 'PASSWORD', 'changeme'])('%s is rejected', (clientSecret) => {
    expectRefused(
      () => read({ 'client-id': 'ci-bot', 'client-secret': clientSecret }),
      `The input 'client-secret' is shorter than 4 characters or a common word.`,
      'Store the client secret alone, as ZITADEL showed it',
    );
  });

  test('of two lines is rejected', () => {
    expectRefused(
      () => read({ 'client-id': 'ci-bot', 'client-secret': `${secret}\nmore` }),
      `The input 'client-secret' contains a line break.`,
      'Store the client secret alone',
    );
  });
});

describe('basic-auth', () => {
  const value = base64(`ci-bot%40acme.example.com:${secret}`);

  test.each([
    ['unchanged', value],
    ['with its scheme', `Basic ${value}`],
    ['with its scheme in lower case', `basic  ${value}`],
    ['wrapped in lines', value.replace(/.{20}/g, '$&\n')],
    ['with its scheme, wrapped', `Basic ${value.replace(/.{20}/g, '$&\r\n')}`],
  ])('%s is sent as given', (_, given) => {
    const credential = read({ 'basic-auth': given });
    expect(sent(credential)).toEqual({
      form: { grant_type: 'client_credentials' },
      headers: { authorization: `Basic ${value}` },
    });
    expect(credential).toMatchObject({
      label: 'client secret of "ci-bot@acme.example.com"',
      clientId: 'ci-bot@acme.example.com',
    });
  });

  test('is split at the first colon', () => {
    expect(read({ 'basic-auth': base64(`ci-bot:a:b:${secret}`) })).toMatchObject({ clientId: 'ci-bot' });
  });

  const notBase64 = `The input 'basic-auth' is not base64.`;
  const noHalves = `The input 'basic-auth' does not decode to a login name, a colon and a secret.`;
  test.each([
    ['without its padding', base64(`ci-bot:${secret}!`).replace(/=+$/, ''), notBase64],
    ['that contains the two halves without base64', `ci-bot:${secret}`, notBase64],
    ['of base64url', '-_-_', notBase64],
    ['with a character after it', `${value}!`, notBase64],
    ['without a colon', base64('ci-bot and a secret'), noHalves],
    ['without a login name', base64(`:${secret}`), noHalves],
    ['without a secret', base64('ci-bot:'), noHalves],
    ['with a login name of more than 200 characters', base64(`${'x'.repeat(201)}:${secret}`), noHalves],
    [
      'with a % that starts no escape',
      base64('ci-bot:100%sure-of-it'),
      `The input 'basic-auth' contains a % that ZITADEL cannot decode.`,
    ],
    [
      'with a common word for a secret',
      base64('ci-bot:secret'),
      `The input 'basic-auth' contains a secret that is shorter than 4 characters or a common word.`,
    ],
    [
      'with a secret of 3 characters',
      base64('ci-bot:abc'),
      `The input 'basic-auth' contains a secret that is shorter than 4 characters or a common word.`,
    ],
  ])('%s is rejected', (_, given, message) => {
    expectRefused(
      () => read({ 'basic-auth': given }),
      message,
      `Set 'client-id' and 'client-secret' instead of 'basic-auth'. This action encodes them.`,
    );
  });

  test('with a + in its secret has a fix for a rejection', () => {
    expect(read({ 'basic-auth': base64('ci-bot:half+half') }).shape?.()).toMatchObject({
      fix: `Set 'client-id' and 'client-secret' instead of 'basic-auth'. This action encodes them. ZITADEL decodes the + in 'basic-auth' to a space.`,
    });
    expect(read({ 'basic-auth': value }).shape?.().fix).toBeUndefined();
  });
});

describe('a key', () => {
  test.each([
    ['service-account-key', { 'service-account-key': keyJson }, 'RS256'],
    ['private-key', { 'private-key': rsa.traditional, 'key-id': keyId, 'user-id': userId }, 'RS256'],
    ['private-key of P-256', { 'private-key': p256.traditional, 'key-id': keyId, 'user-id': userId }, 'ES256'],
  ])('%s names key and user', (_, given, algorithm) => {
    expect(read(given)).toMatchObject({
      label: `key "${keyId}" of user "${userId}"`,
      userId,
      key: { id: keyId, algorithm },
    });
  });

  test('whose file is missing', () => {
    expectRefused(
      () => read({ 'service-account-key-file': 'key.json' }),
      `The file "key.json" of 'service-account-key-file' does not exist (looked for in "/nowhere").`,
      `Set 'service-account-key-file' to the path of the key JSON`,
    );
  });

  test.each([
    [keyJson, 'contains key JSON.'],
    [JSON.stringify(keyJson), 'contains key JSON.'],
    [rsa.pkcs8, 'contains a private key.'],
    [base64(keyJson), 'contains key JSON.'],
  ])('given instead of its path', (content, message) => {
    const { inputs, masked } = readInputs({ 'service-account-key-file': content });
    expect(() => inputs.value('service-account-key-file')).toThrow(
      expect.objectContaining({ failure: 'config', message: `The input 'service-account-key-file' ${message}` }),
    );
    expect(masked).not.toEqual([]);
  });
});

describe('an assertion', () => {
  const seconds = now / 1000;
  const sign = async (claims: object): Promise<string> =>
    await new SignJWT({ iss: userId, sub: userId, aud: issuer, iat: seconds, exp: seconds + 300, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: keyId })
      .sign(rsa.privateKey);

  test('is sent unchanged', async () => {
    const assertion = await sign({});
    const credential = read({ assertion });
    expect(sent(credential)).toEqual({
      form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion },
      headers: {},
    });
    expect(credential).toMatchObject({
      label: `assertion by key "${keyId}" of user "${userId}"`,
      userId,
      key: { id: keyId, algorithm: 'RS256' },
    });
  });

  test('may have the issuer among its audiences, and no subject', async () => {
    expect(read({ assertion: await sign({ aud: ['https://other.example.com', issuer], sub: undefined }) }).label).toBe(
      `assertion by key "${keyId}"`,
    );
  });

  test.each([
    ['of two parts', 'eyJhbGciOiJub25lIn0.e30'],
    ['of five parts', 'eyJhbGciOiJub25lIn0.e30.a.b.c'],
    ['without a signature', 'eyJhbGciOiJub25lIn0.e30.'],
    ['whose header is not JSON', 'bm9uZQ.e30.c2ln'],
    ['whose claims are not an object', 'eyJhbGciOiJub25lIn0.W10.c2ln'],
    ['with Bearer in front', 'Bearer eyJhbGciOiJub25lIn0.e30.c2ln'],
    ['in quotes', '"eyJhbGciOiJub25lIn0.e30.c2ln"'],
  ])('%s is rejected', (_, assertion) => {
    expectRefused(
      () => read({ assertion }),
      `The input 'assertion' is not a signed JWT.`,
      'Set it to the whole JWT ("header.claims.signature"), without "Bearer" or quotes.',
    );
  });

  test.each([
    [undefined, 'missing'],
    [`${issuer}/`, `"${issuer}/"`],
    [`${issuer}/oauth/v2/token`, `"${issuer}/oauth/v2/token"`],
    [['https://one.example.com', 'https://two.example.com'], '"https://one.example.com", "https://two.example.com"'],
    [[17], 'missing'],
  ])('for the audience %j', async (aud, named) => {
    const assertion = await sign({ aud });
    expectRefused(
      () => read({ assertion }),
      `The "aud" of the JWT in 'assertion' is ${named}, not "${issuer}".`,
      `Sign it with an "aud" of exactly "${issuer}", or correct 'domain'.`,
    );
  });

  test.each([
    [-12.5, 13],
    [0, 0],
  ])('that expired %s s ago', async (ahead, ago) => {
    const assertion = await sign({ exp: seconds + ahead });
    expect(() => read({ assertion })).toThrow(
      expect.objectContaining({
        failure: 'credential',
        message: `The JWT in 'assertion' expired ${ago} s ago by this runner's clock.`,
        fix: expect.stringMatching(/^Sign it in this job, right before this step, with an "exp"/),
      }),
    );
  });
});

describe('a personal access token', () => {
  test('is the token', () => {
    const token = 'pat-of_71-characters'.padEnd(71, 'x');
    expect(read({ 'personal-access-token': token })).toEqual({
      label: 'personal access token',
      type: 'personal-access-token',
      token,
    });
  });

  test.each(['short', 'x'.repeat(19), 'ü'.repeat(71), `${'x'.repeat(40)}\n${'x'.repeat(31)}`])(
    '%j is rejected',
    (token) => {
      const cause = token.includes('\n')
        ? 'the invisible character U+000A at position 41'
        : 'a character that is not allowed, or not 20 to 65,536 characters';
      expectRefused(
        () => read({ 'personal-access-token': token }),
        `The input 'personal-access-token' contains ${cause}.`,
        'Store the token alone, as ZITADEL showed it when it was created.',
      );
    },
  );
});

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
