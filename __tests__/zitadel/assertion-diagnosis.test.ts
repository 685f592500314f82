import { describe, expect, test } from '@jest/globals';
import { runInProcess } from '../support/in-process.ts';
import { scriptConnection, type Scripted } from '../support/scripted-connection.ts';
import { p256, rsa } from '../support/keys.ts';
import { issuer, tokenAnswer } from '../support/zitadel.ts';

/** The diagnosis by itself: what the answers say, without a server. diagnose.test.ts asks whether a server says so. */

const now = Date.UTC(2026, 10, 24, 12);
const refusedV4: Scripted = { status: 400, body: { error: 'invalid_grant', error_description: 'invalid assertion' } };
const refusedV413: Scripted = { status: 500, body: { error: 'server_error', error_description: 'Errors.Internal' } };
const itself: Scripted = { status: 200, body: { issuer, token_endpoint: `${issuer}/oauth/v2/token` } };
const ownPair = { domain: issuer, 'private-key': rsa.pkcs8, 'key-id': '1', 'user-id': '2' };
const token = 'POST /oauth/v2/token';
const discovery = 'GET /.well-known/openid-configuration';

function dated(answer: Scripted, secondsAhead: number): Scripted {
  return { ...answer, headers: { date: new Date(now + secondsAhead * 1000).toUTCString() } };
}

function assertion(header: object, claims: object): string {
  const seconds = now / 1000;
  const parts = [
    { alg: 'RS256', kid: '1', ...header },
    { iss: '2', sub: '2', aud: issuer, iat: seconds - 60, exp: seconds + 300, ...claims },
  ];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`;
}

async function diagnose(inputs: Record<string, string>, answers: readonly (Scripted | undefined)[]): Promise<string> {
  const connection = scriptConnection(answers);
  const { log, outputs } = await runInProcess({ inputs, now: () => now, connect: connection.connect });
  const messages = log.annotations.map(({ message }) => message).join('\n');
  return [`failure: ${outputs['failure'] ?? 'none'}`, `asked: ${connection.asked.join(', ')}`, messages].join('\n');
}

function namedBy(tokenEndpoint: string): Scripted {
  return { status: 200, body: { issuer, token_endpoint: tokenEndpoint } };
}

describe('a refused assertion', () => {
  test.each<[string, Record<string, string>, (Scripted | undefined)[], string[]]>([
    [
      'of a key that the server does not know',
      ownPair,
      [refusedV4, dated(refusedV4, 5), itself],
      [
        'failure: credential',
        `asked: ${token}, ${token}, ${discovery}`,
        `the issuer (${issuer})`,
        '5 s from the server',
        '(3)',
      ],
    ],
    [
      'of a P-256 key, by an old server',
      { ...ownPair, 'private-key': p256.pkcs8 },
      [refusedV413, refusedV413, itself],
      ['failure: credential', 'accepts from version 4.14 on'],
    ],
    [
      'without a discovery document',
      ownPair,
      [refusedV413, refusedV413, undefined],
      ['failure: credential', 'Checked and fine: the algorithm (RS256)', 'What remains: (1) key "1" was deleted'],
    ],
    [
      'with a discovery document that says nothing',
      ownPair,
      [refusedV4, refusedV4, { status: 200, body: 'ok' }],
      ['failure: credential', 'Checked and fine: the algorithm (RS256)'],
    ],
    [
      'by an instance of another name',
      ownPair,
      [refusedV4, refusedV4, { status: 200, body: { issuer: 'https://other.example.com' } }],
      ['failure: config', `calls itself "https://other.example.com"`, `Set 'domain' to "https://other.example.com"`],
    ],
    [
      'by an instance that takes http for its scheme',
      ownPair,
      [refusedV4, refusedV4, { status: 200, body: { issuer: issuer.replace('https:', 'http:') } }],
      ['failure: config', 'x-forwarded-proto: https'],
    ],
    [
      'whose clock was corrected once',
      ownPair,
      [dated(refusedV4, 600), dated(refusedV4, 600), itself],
      ['failure: credential', '600 s behind', 'corrected', 'What remains'],
    ],
    [
      'by a clock that is days off',
      ownPair,
      [dated(refusedV4, 3 * 86_400), dated(refusedV4, 3 * 86_400), itself],
      ['failure: credential', '3 days apart', `Set this runner's clock`],
    ],
    [
      'that was signed elsewhere, by a clock that is off',
      { domain: issuer, assertion: assertion({}, {}) },
      [dated(refusedV4, -40), dated(refusedV4, -40), itself],
      ['failure: credential', '40 s ahead of', 'of the machine that signs'],
    ],
    [
      'that was signed elsewhere, and has all that it needs',
      { domain: issuer, assertion: assertion({}, {}) },
      [refusedV4, refusedV4, itself],
      ['failure: credential', 'its header and claims', 'What remains: (1) key "1"'],
    ],
    [
      'that was signed elsewhere, and lacks everything',
      {
        domain: issuer,
        assertion: assertion({ kid: '', alg: 'HS256' }, { iss: '3', sub: '4', iat: undefined, exp: undefined }),
      },
      [refusedV4, refusedV4, itself],
      ['no "kid"', '"alg" is none of', 'not one and the same user id', '"exp" is missing', '"iat" is missing'],
    ],
    [
      'that was signed elsewhere, too long ago for the server',
      { domain: issuer, assertion: assertion({}, { iat: now / 1000 - 4000 }) },
      [refusedV4, refusedV4, itself],
      ['"iat" is 4000 s behind'],
    ],
    [
      'that was signed elsewhere, for a time to come, and ends before that',
      { domain: issuer, assertion: assertion({}, { iat: now / 1000 + 900 }) },
      [dated(refusedV4, 600), dated(refusedV4, 600), itself],
      ['"exp" is 300 s in the past', '"iat" is 300 s ahead of'],
    ],
    [
      'that names nobody and no key',
      { domain: issuer, assertion: assertion({ kid: 1 }, { sub: undefined, iss: undefined }) },
      [refusedV4, refusedV4, itself],
      ['failure: credential', 'no "kid"'],
    ],
  ])('%s', async (_, inputs, answers, says) => {
    const told = await diagnose(inputs, answers);
    for (const part of says) expect(told).toContain(part);
  });

  test('whose clock was the cause is signed again with the server time, and a warning says by how much', async () => {
    const told = await diagnose(ownPair, [dated(refusedV4, -600), { status: 200, body: tokenAnswer }]);
    expect(told).toContain(`asked: ${token}, ${token}`);
    expect(told).toContain(`This runner's clock is 600 s ahead of the server's`);
    expect(told).toContain('failure: none');
  });
});

describe('a token endpoint that is not there', () => {
  const missing: Scripted = { status: 404, body: { code: 5, message: 'Not Found' } };

  test.each<[string, (Scripted | undefined)[], string[]]>([
    [
      'is asked where discovery names it',
      [missing, namedBy(`${issuer}/auth/token`), { status: 200, body: tokenAnswer }],
      ['failure: none', `asked: ${token}, ${discovery}, POST /auth/token`],
    ],
    [
      'is not asked on another origin',
      [missing, namedBy('https://other.example.com/oauth/v2/token')],
      ['failure: config', `asked: ${token}, ${discovery}\n`, '"https://other.example.com", another origin'],
    ],
    [
      'is not asked by another scheme',
      [missing, namedBy(`${issuer.replace('https:', 'http:')}/oauth/v2/token`)],
      ['failure: config', 'x-forwarded-proto'],
    ],
    [
      'is withheld',
      [missing, namedBy(`${issuer}/oauth/v2/token`)],
      ['failure: config', 'something in front of the instance withholds it'],
    ],
    [
      'belongs to no instance',
      [missing, missing],
      ['failure: config', 'nothing shows that this is a ZITADEL instance'],
    ],
  ])('%s', async (_, answers, says) => {
    const inputs = { domain: issuer, 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a' };
    const told = await diagnose(inputs, answers);
    for (const part of says) expect(told).toContain(part);
  });
});

test('a secret made a moment ago is asked for once more', async () => {
  const unknown: Scripted = {
    status: 400,
    body: { error: 'invalid_request', error_description: 'Errors.User.Machine.Secret.NotExisting' },
  };
  const inputs = { domain: issuer, 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a' };
  expect(await diagnose(inputs, [unknown, { status: 200, body: tokenAnswer }])).toContain('failure: none');
  expect(await diagnose(inputs, [unknown, unknown])).toContain('failure: credential');
});
