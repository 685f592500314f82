import { describe, expect, test } from '@jest/globals';
import { apiClient, start } from './api-client.ts';
import { FAR, accessToken, account, assertion, post } from './world.ts';

describe('clock', () => {
  test('the header Date contains the time of the server', async () => {
    const { get } = await start({ now: () => Date.UTC(2030, 0, 1), clockOffsetSeconds: 3600 });
    expect((await get('/debug/ready')).headers['date']).toBe('Tue, 01 Jan 2030 01:00:00 GMT');
  });

  test.each([
    ['correct', 0, 200],
    ['a minute ahead', 60, 200],
    ['half a minute behind', -30, 400],
    ['two hours ahead', 7200, 400],
  ])('a new assertion, if the clock of the server is %s', async (_, clockOffsetSeconds, status) => {
    const { world } = await start({ clockOffsetSeconds });
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertion(world, account(world), {}),
      scope: 'openid',
    };
    expect((await post(world, '/oauth/v2/token', form)).status).toBe(status);
  });

  test('an access token expires after twelve hours, a personal access token on its expiration date', async () => {
    let time = Date.UTC(2030, 0, 1);
    const expirationDate = '2030-01-01T20:00:00Z';
    const { emulator, world, get } = await start({
      now: () => time,
      data: { serviceAccounts: [{ userName: 'pat', personalAccessToken: { expirationDate } }] },
    });
    const tokens = [await accessToken(world, account(world)), emulator.serviceAccounts['pat']?.personalAccessToken];
    const statuses = async (): Promise<number[]> =>
      Promise.all(
        tokens.map(async (token) => (await get('/oidc/v1/userinfo', { authorization: `Bearer ${token}` })).status),
      );
    expect(await statuses()).toEqual([200, 200]);
    time += 12 * 3600 * 1000;
    expect(await statuses()).toEqual([401, 200]);
    time += 8 * 3600 * 1000;
    expect(await statuses()).toEqual([401, 401]);
  });
});

describe('rate limit', () => {
  test('above the limit in any second, the server responds with 429 and the given header', async () => {
    let time = 0;
    const { emulator, get } = await start({ now: () => time });
    emulator.limit(2, '7');
    const statuses: number[] = [];
    for (const moment of [0, 500, 900, 1000, 1200, 1500]) {
      time = moment;
      statuses.push((await get('/debug/ready')).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 429, 200]);
    time = 1600;
    const { headers, text } = await get('/debug/ready');
    expect(headers).toMatchObject({ 'retry-after': '7', 'content-type': 'text/plain; charset=utf-8' });
    expect(text).toBe('Too Many Requests\n');
  });

  test('the limit can be an option', async () => {
    const { get } = await start({ rateLimit: 1, now: () => 0 });
    expect([(await get('/debug/ready')).status, (await get('/debug/ready')).status]).toEqual([200, 429]);
  });
});

test('with lagging lists, a token is listed, and no longer listed, only a while after the change; it works immediately', async () => {
  let time = Date.UTC(2030, 0, 1);
  const { emulator, get } = await start({
    now: () => time,
    listLagMs: 1_000,
    data: { serviceAccounts: [{ userName: 'bot' }] },
  });
  const api = apiClient(emulator);
  const id = emulator.serviceAccounts['bot']?.userId ?? '';
  const created = await api(`POST /v2/users/${id}/pats`, { expirationDate: FAR });
  const { token = '', tokenId = '' } = created.json;
  const seen = async (): Promise<[works: number, listed: boolean]> => [
    (await get('/oidc/v1/userinfo', { authorization: `Bearer ${token}` })).status,
    (await api('POST /v2/users/pats/search', {})).text.includes(tokenId),
  ];

  expect(await seen()).toEqual([200, false]);
  time += 1_000;
  expect(await seen()).toEqual([200, true]);
  await api(`DELETE /v2/users/${id}/pats/${tokenId}`);
  expect(await seen()).toEqual([401, true]);
  time += 1_000;
  expect(await seen()).toEqual([401, false]);
});
