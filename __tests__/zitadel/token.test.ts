import { describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { accessToken, expectTokenRequest, now, secretInputs, tokenAnswer, useNock } from '../support/zitadel.ts';

useNock();

const oneCentury = 100 * 365 * 86_400;

/** Runs a step whose token request gets this response with status 200. */
async function runWith(answer: object | string): Promise<InProcessResult> {
  expectTokenRequest().reply(200, answer, { 'content-type': 'application/json' });
  return await runInProcess({ inputs: secretInputs, now });
}

function jwt(claims: object | string): string {
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

function part(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function expectFirstLine({ log }: InProcessResult, says: string): void {
  expect(log.annotations[0]?.message.split('\n')[0]).toBe(`The token request returned status 200, but ${says}.`);
}

describe('the lifetime of the token', () => {
  test.each([
    ['a number', 43_199, '43199', '2026-11-24T16:59:59Z'],
    ['a number as text', '43199', '43199', '2026-11-24T16:59:59Z'],
    ['a fraction', 59.9, '59', '2026-11-24T05:00:59Z'],
    ['zero', 0, '0', '2026-11-24T05:00:00Z'],
    ['a century', oneCentury, String(oneCentury), '2126-10-31T05:00:00Z'],
    ['a missing field', undefined, undefined, undefined],
    ['null', null, undefined, undefined],
  ])('is known from %s', async (_, lifetime, seconds, time) => {
    const step = await runWith({ ...tokenAnswer, expires_in: lifetime });

    expect(step.outputs['access_token']).toBe(accessToken);
    expect(step.outputs['expires_in']).toBe(seconds);
    expect(step.outputs['expires_at']).toBe(time);
  });

  test.each(['soon', '', -1, oneCentury + 1, '-1', 1e20, true, [1], {}])('is not known from %j', async (lifetime) => {
    const step = await runWith({ ...tokenAnswer, expires_in: lifetime });

    expect(step.outputs).toEqual({ failure: 'server' });
    expectFirstLine(step, `its "expires_in" is not a number of seconds`);
    expect(step.log.masks).toContain(accessToken);
  });
});

describe('the type', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('%s becomes Bearer', async (type) => {
    const step = await runWith({ ...tokenAnswer, token_type: type });

    expect(step.outputs['token_type']).toBe('Bearer');
  });

  // Also a server that returns the token there.
  test.each(['DPoP', '', undefined, null, 7, accessToken])('%p is rejected', async (type) => {
    const step = await runWith({ ...tokenAnswer, token_type: type });

    expect(step.outputs).toEqual({ failure: 'server' });
    expectFirstLine(step, `its "token_type" is not Bearer`);
    expect(step.log.text).not.toContain(accessToken);
  });
});

const missing = 'is missing or not a text';

function invalid(more: number): string {
  return `(${accessToken.length + more} characters) is not 20 to 65,536 visible ASCII characters`;
}

describe('the token', () => {
  test.each([
    [undefined, missing],
    [null, missing],
    ['', missing],
    [7, missing],
    [[accessToken], missing],
    [{ token: accessToken }, missing],
    [`${accessToken} x`, invalid(2)],
    [`${accessToken}é`, invalid(1)],
    [`${accessToken}\n::error::injected`, invalid(18)],
  ])('%p is rejected', async (value, fault) => {
    const step = await runWith({ ...tokenAnswer, access_token: value });

    expect(step.outputs).toEqual({ failure: 'server' });
    expectFirstLine(step, `its "access_token" ${fault}`);
    expect(step.stdout.match(/^::error/gm)).toHaveLength(1);
    expect(step.log.text).not.toContain(accessToken);
  });

  test('is masked before any other text about it', async () => {
    const step = await runWith(tokenAnswer);

    const lines = splitLines(step.stdout);
    const mask = lines.indexOf(`::add-mask::${accessToken}`);
    expect(mask).toBeGreaterThanOrEqual(0);
    expect(mask).toBeLessThan(lines.indexOf('Got an access token.'));
    expect(lines.toSpliced(mask, 1).join()).not.toContain(accessToken);
  });

  test('comes with fields that are ignored', async () => {
    const step = await runWith({ ...tokenAnswer, id_token: jwt({ sub: 'other' }), refresh_token: 'r', scope: 7 });

    expect(Object.keys(step.outputs)).toEqual([
      'token_type',
      'expires_in',
      'expires_at',
      'issuer',
      'hostname',
      'port',
      'access_token',
    ]);
  });
});

describe('the user ID', () => {
  test('is that of a JWT', async () => {
    const step = await runWith({ ...tokenAnswer, access_token: jwt({ sub: '298765432109876543' }) });

    expect(step.outputs['user_id']).toBe('298765432109876543');
  });

  test.each([
    ['an encrypted token, which has five parts', `${jwt({ sub: '298765432109876543' })}.dGhlIHRhZw.eA`],
    ['an opaque token', accessToken],
    ['a JWT without it', jwt({ iss: 'https://acme.zitadel.cloud' })],
    ['a JWT whose user ID is a number', jwt({ sub: 7 })],
    ['three parts that are not JSON', jwt('no JSON')],
    ['three parts whose claims are a list', jwt([])],
  ])('is not known from %s', async (_, token) => {
    const step = await runWith({ ...tokenAnswer, access_token: token });

    expect(step.outputs['access_token']).toBe(token);
    expect(step.outputs).not.toHaveProperty('user_id');
  });
});
