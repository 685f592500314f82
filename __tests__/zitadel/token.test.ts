import { describe, expect, test } from '@jest/globals';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { accessToken, expectTokenRequest, now, secretInputs, tokenAnswer, useNock } from '../support/zitadel.ts';

useNock();

const oneCentury = 100 * 365 * 86_400;

/** Runs a step whose token request is answered so, with status 200. */
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
  expect(log.annotations[0]?.message.split('\n')[0]).toBe(
    `The token request was answered with status 200, but ${says}.`,
  );
}

describe('how long the token lives', () => {
  test.each([
    ['a number', 43_199, '43199', '2026-11-24T16:59:59Z'],
    ['a number as text', '43199', '43199', '2026-11-24T16:59:59Z'],
    ['a fraction', 59.9, '59', '2026-11-24T05:00:59Z'],
    ['nothing at all', 0, '0', '2026-11-24T05:00:00Z'],
    ['a century', oneCentury, String(oneCentury), '2126-10-31T05:00:00Z'],
    ['what is missing', undefined, undefined, undefined],
    ['null', null, undefined, undefined],
  ])('is told by %s', async (_, lifetime, seconds, time) => {
    const step = await runWith({ ...tokenAnswer, expires_in: lifetime });

    expect(step.outputs['access_token']).toBe(accessToken);
    expect(step.outputs['expires_in']).toBe(seconds);
    expect(step.outputs['expires_at']).toBe(time);
  });

  test.each([
    ['text', 'soon', 'a string'],
    ['empty text', '', 'empty'],
    ['a negative number', -1, '-1'],
    ['more than a century', oneCentury + 1, String(oneCentury + 1)],
    ['a negative number as text', '-1', 'a string'],
    ['a huge number', 1e20, '100000000000000000000'],
    ['true', true, 'a boolean'],
    ['a list', [1], 'a list'],
    ['an object', {}, 'an object'],
  ])('cannot be told by %s', async (_, lifetime, kind) => {
    const step = await runWith({ ...tokenAnswer, expires_in: lifetime });

    expect(step.outputs).toEqual({ failure: 'server' });
    expectFirstLine(step, `its "expires_in" is ${kind}, not a number of seconds`);
    expect(step.log.masks).toContain(accessToken);
  });
});

describe('the type', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('%s becomes Bearer', async (type) => {
    const step = await runWith({ ...tokenAnswer, token_type: type });

    expect(step.outputs['token_type']).toBe('Bearer');
  });

  test.each([
    ['DPoP', '"DPoP"'],
    ['', '""'],
    [undefined, 'missing'],
    [null, 'null'],
    [7, 'a number'],
    // A server that puts the token there.
    [accessToken, '"***"'],
  ])('%p is refused', async (type, shown) => {
    const step = await runWith({ ...tokenAnswer, token_type: type });

    expect(step.outputs).toEqual({ failure: 'server' });
    expectFirstLine(step, `its "token_type" is ${shown}, not Bearer`);
    expect(step.log.text).not.toContain(accessToken);
  });
});

describe('the token', () => {
  test.each([
    [undefined, 'is missing'],
    [null, 'is null'],
    ['', 'is empty'],
    [7, 'is a number'],
    [[accessToken], 'is a list'],
    [{ token: accessToken }, 'is an object'],
    [`${accessToken} x`, 'holds characters that no header can carry'],
    [`${accessToken}é`, 'holds characters that no header can carry'],
    [`${accessToken}\n::error::injected`, 'holds characters that no header can carry'],
  ])('%p is refused', async (value, fault) => {
    const step = await runWith({ ...tokenAnswer, access_token: value });

    expect(step.outputs).toEqual({ failure: 'server' });
    expectFirstLine(step, `its "access_token" ${fault}`);
    expect(step.stdout.match(/^::error/gm)).toHaveLength(1);
    expect(step.log.text).not.toContain(accessToken);
  });

  test('is masked before anything else is said of it', async () => {
    const step = await runWith(tokenAnswer);

    const mask = `::add-mask::${accessToken}\n`;
    expect(step.stdout).toContain(mask);
    expect(step.stdout.indexOf(mask)).toBeLessThan(step.stdout.indexOf('Got an access token.'));
    expect(step.stdout.replace(mask, '')).not.toContain(accessToken);
  });

  test('comes with fields that nobody reads', async () => {
    const step = await runWith({ ...tokenAnswer, id_token: jwt({ sub: 'other' }), refresh_token: 'r', scope: 7 });

    expect(Object.keys(step.outputs)).toEqual([
      'token_type',
      'expires_in',
      'expires_at',
      'issuer',
      'host',
      'access_token',
    ]);
  });
});

describe('the user id', () => {
  test('is that of a JWT', async () => {
    const step = await runWith({ ...tokenAnswer, access_token: jwt({ sub: '298765432109876543' }) });

    expect(step.outputs['user_id']).toBe('298765432109876543');
  });

  test.each([
    ['an encrypted token, which has five parts', `${jwt({ sub: '298765432109876543' })}.dGhlIHRhZw.eA`],
    ['an opaque token', accessToken],
    ['a JWT without it', jwt({ iss: 'https://acme.zitadel.cloud' })],
    ['a JWT whose user id is no text', jwt({ sub: 7 })],
    ['three parts that are no JSON', jwt('no JSON')],
    ['three parts whose claims are a list', jwt([])],
  ])('is not known from %s', async (_, token) => {
    const step = await runWith({ ...tokenAnswer, access_token: token });

    expect(step.outputs['access_token']).toBe(token);
    expect(step.outputs).not.toHaveProperty('user_id');
  });
});
