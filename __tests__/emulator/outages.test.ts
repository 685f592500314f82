import { afterEach, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { OUTAGES, type Outage, outageRecording } from '../../emulators/zitadel/outages.ts';
import { addPersonalAccessToken } from '../../emulators/zitadel/personal-access-tokens.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { filledRequest } from './recorded-request.ts';
import { send } from './send.ts';
import { shape } from './shape.ts';
import { FAR, SCOPE, type World, accessToken, account, assertion } from './world.ts';

const { hosts, requests, situations } = outageRecording();
const versions: Version[] = ['v4.x', 'v4.13.1'];

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

/** An emulator with the two accounts of the recordings, and a function that sends a recorded request. */
async function start(version: Version): Promise<(name: string) => Promise<{ status: number }>> {
  emulator = await startEmulator({ version });
  const { state, organization } = emulator;
  const world = { emulator, version, entry: { name: '', response: { body: '' } }, host: hosts[version] };
  const make = async (userName: string, tokenType: 'opaque' | 'JWT') => {
    const made = account(world, { userName, tokenType, roles: ['ORG_OWNER_VIEWER'] });
    const own = `${SCOPE} urn:zitadel:iam:org:project:id:${userName}:aud`;
    const tokens = { accessToken: await accessToken(world, made, own), assertion: await assertion(world, made) };
    return { ...made, ...tokens, personal: addPersonalAccessToken(state, { user: made.user, expirationDate: FAR }) };
  };
  const opaque = await make('ci-bot-738uab', 'opaque');
  const jwt = await make('jwt-bot-738uab', 'JWT');
  return async (name) => {
    const request = requests.find((recorded) => recorded.name === name);
    if (request === undefined) throw new Error(`no request has the name ${name}`);
    const { user, secret, keyId, personal, ...tokens } = name.includes('JWT') ? jwt : opaque;
    const ids = name.startsWith('organization')
      ? [organization.id]
      : [name.startsWith('own key') ? keyId : user.id, personal.id];
    const filling = { secret, ids, personalAccessToken: personal.token, ...tokens };
    const filled = filledRequest(world satisfies World, request, filling);
    const { status, headers, body } = await send({ ...filled, body: (filled.body ?? '').replace(/2026-[^"]*/, FAR) });
    const { 'cache-control': cache, 'content-type': type, 'www-authenticate': authenticate } = headers;
    return { status, cache, type, authenticate, body: withoutReason(shape(body)) };
  };
}

describe.each(versions)('%s', (version) => {
  test.each(OUTAGES)('%s: every request gets the recorded response', async (outage) => {
    const ask = await start(version);
    const rows = situations[outage].filter(({ versions: recorded }) => recorded.includes(version));
    // Requests that delete something come last, because some of them succeed.
    const names = requests
      .map(({ name }) => name)
      .filter((name) => outage === 'no active web key' || !name.includes('no openid'))
      .toSorted((a, b) => Number(isFinal(a)) - Number(isFinal(b)));
    for (const name of names) {
      emulator?.outage();
      const usual = isFinal(name) || name.startsWith('add own') ? {} : await ask(name);
      emulator?.outage(outage);
      const row = rows.find((one) => one.requests.includes(name));
      const expected = row && {
        status: row.status,
        cache: row.noStore ? 'no-store' : undefined,
        type: typeof row.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
        authenticate: row.headers?.['www-authenticate'],
        body: withoutReason(shape(row.body)),
      };
      expect([name, await ask(name)]).toEqual([name, expected ?? expect.objectContaining(usual)]);
    }
  });
});

/** Why the database did not respond depends on the moment. */
function withoutReason(body: unknown): unknown {
  return typeof body === 'string' ? body.replace(/Parent=\(.*\)/, 'Parent=(…)') : body;
}

function isFinal(name: string): boolean {
  return /^(revoke|delete)/.test(name);
}

describe('an outage', () => {
  test('ends after a number of changed responses, or when it is switched off', async () => {
    const ask = await start('v4.x');
    emulator?.outage('database stopped, instance cache on', { requests: 2 });
    expect(await ask('health')).toMatchObject({ status: 200 });
    expect(await ask('userinfo')).toMatchObject({ status: 401 });
    expect(await ask('readiness')).toMatchObject({ status: 412 });
    expect(await ask('userinfo')).toMatchObject({ status: 200 });
    emulator?.outage('instance blocked');
    expect(await ask('userinfo')).toMatchObject({ status: 429 });
    emulator?.outage();
    expect(await ask('userinfo')).toMatchObject({ status: 200 });
  });

  test.each<[Outage, string]>([
    ['database read-only', 'invalid_client'],
    ['action, target answers 500', 'invalid_client'],
    ['database stopped, no instance cache', 'unable to set instance'],
  ])('%s: an unknown client gets %s', async (outage, words) => {
    await start('v4.x');
    emulator?.outage(outage);
    const form = { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x', scope: 'openid' };
    const response = await fetch(`${emulator?.origin}/oauth/v2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect(await response.text()).toContain(words);
  });

  test('names the host that was called, and leaves no token that nobody received', async () => {
    const ask = await start('v4.x');
    const issued = emulator?.state.accessTokens.size;
    emulator?.outage('database read-only');
    expect(await ask('client_credentials, Basic')).toMatchObject({ status: 500 });
    expect(emulator?.state.accessTokens.size).toBe(issued);
    emulator?.outage('database stopped, no instance cache');
    const response = await fetch(`${emulator?.origin}/oidc/v1/userinfo`);
    expect(await response.text()).toContain(`&{localhost:${emulator?.port}  http}`);
  });
});
