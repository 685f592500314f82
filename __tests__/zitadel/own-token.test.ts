import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultKind } from '../../emulators/zitadel/faults.ts';
import { recordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { connect } from '../../src/http/connection.ts';
import type { Connect, Connection, HttpResponse } from '../../src/types/transport.ts';
import type { CredentialName, Inputs } from '../support/credentials.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';

const versions: readonly Version[] = ['v4.13.1', 'v4.x'];
const audience = 'urn:zitadel:iam:org:project:id:zitadel:aud';
const valid = { userinfo: 200, organization: 200 };
const invalid = { userinfo: 401, organization: 401 };

const world = await startWorld();
afterEach(() => world.emulator.reset());

/** The paths, with names instead of IDs. */
const readable = (call: string): string =>
  call.replace(/\/v2\/users\/\d+\/pats(\/\d+)?/, '/pats$1').replace(/\d+/g, 'N');
const calls = (): string[] => world.calls().map((call) => readable(call.replace('/v2/', '/v2/')));
const tenMinutes = (change: Inputs = {}): Inputs => ({
  ...world.inputsOf(),
  'token-lifetime-minutes': '10',
  ...change,
});
const expirations = (user: string): string[] =>
  [...world.emulator.state.personalAccessTokens.values()]
    .filter(({ userId }) => userId === world.account(user).userId)
    .map(({ expirationDate }) => expirationDate);

/** Changes the responses of a path before the action sees them. */
function changing(path: RegExp, change: (response: HttpResponse) => HttpResponse): Connect {
  const changed = (connection: Connection): Connection => ({
    ...connection,
    within: (ms) => changed(connection.within(ms)),
    async send(build, sendOptions) {
      let isMeant = false;
      const response = await connection.send(() => {
        const request = build();
        isMeant = path.test(request.path);
        return request;
      }, sendOptions);
      return isMeant ? change(response) : response;
    },
  });
  return (options, log) => changed(connect(options, log));
}

const withoutDate = ({ headers: { date: _date, ...headers }, ...response }: HttpResponse): HttpResponse => ({
  ...response,
  headers,
});

const idToken = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const withIdToken = (value: string | undefined): Connect =>
  changing(/^\/oauth\/v2\/token$/, (response) => {
    const { id_token: _own, ...fields } = JSON.parse(response.body) as Record<string, unknown>;
    return { ...response, body: JSON.stringify(value === undefined ? fields : { ...fields, id_token: value }) };
  });
const sub = (): string => world.account('ci-bot').userId;
const iss = (): string => world.emulator.origin;

function expectFailure(step: InProcessResult, failure: string, message: string): void {
  expect(step.outputs['failure']).toBe(failure);
  expect(step.outputs).not.toHaveProperty('access_token');
  const errors = step.log.annotations.filter(({ level }) => level === 'error');
  expect(errors.map((error) => error.message.replaceAll(world.emulator.origin, 'ORIGIN'))).toEqual([message]);
}

describe.each(versions)('%s', (version) => {
  let ofVersion: World;
  beforeAll(async () => {
    ofVersion = await startWorld({ version });
  });

  test.each<[CredentialName, string]>([
    ['client secret', 'ci-bot'],
    ['client secret', 'jwt-bot'],
    ['basic-auth', 'ci-bot'],
    ['key JSON', 'ci-bot'],
    ['own key pair', 'ci-bot'],
    ['assertion', 'ci-bot'],
  ])('by %s of %s: valid at once, gone when the job ends', async (credential, user) => {
    const { emulator } = ofVersion;
    const before = emulator.state.personalAccessTokens.size;
    const inputs = { ...ofVersion.inputsOf(user, credential), 'token-lifetime-minutes': '10' };
    const started = Math.floor(Date.now() / 1000) * 1000;
    const main = await runInProcess({ inputs });

    const { access_token: token = '', expires_at: expiresAt = '', ...outputs } = main.outputs;
    expect(outputs).toMatchObject({ token_type: 'Bearer', expires_in: '600', issuer: emulator.origin });
    expect(Date.parse(expiresAt) - started).toBeGreaterThanOrEqual(600_000);
    expect(Date.parse(expiresAt) - started).toBeLessThan(630_000);
    expect(emulator.state.personalAccessTokens.get(token)?.expirationDate.slice(0, 19)).toBe(expiresAt.slice(0, 19));
    expect(main.log.masks).toContain(token);
    expect(main.log.text).toContain('  Revocation: the token is deleted when the job ends');
    expect(await ofVersion.judge(token)).toEqual(valid);
    // The issued token and the ID token are among these.
    const secrets = main.log.masks.filter((mask) => mask !== token);
    expect(secrets.filter((secret) => JSON.stringify([main.outputs, main.state]).includes(secret))).toEqual([]);

    const post = await revokeInProcess({ inputs }, main.state, main.log.masks);
    expect(post.log.text).toContain(`Deleted the access token at ${emulator.origin}.`);
    expect(post.log.annotations).toEqual([]);
    expect(await ofVersion.judge(token)).toEqual(invalid);
    expect(emulator.state.personalAccessTokens.size).toBe(before);
  });
});

describe('the requests', () => {
  test('without the input there is one', async () => {
    await runInProcess({ inputs: world.inputsOf() });
    expect(calls()).toEqual(['POST /oauth/vN/token']);
  });

  test('a client secret revokes the issued token during the verification', async () => {
    const main = await runInProcess({ inputs: tenMinutes({ verify: 'org' }) });
    const [first, second, ...others] = calls();
    expect([first, second]).toEqual(['POST /oauth/vN/token', 'POST /pats']);
    expect(others.toSorted()).toEqual(['GET /management/vN/orgs/me', 'POST /oauth/vN/revoke']);
    expect(main.log.text).toContain('Checked: the account may read the organization');
    expect(world.emulator.state.accessTokens.size).toBeGreaterThan(0);
    const issued = world.emulator.requests.find(({ path }) => path === '/oauth/v2/revoke')?.form['token'] ?? '';
    expect(issued).not.toBe(main.outputs['access_token']);
    expect(await world.judge(issued)).toEqual(invalid);
    expect(world.emulator.requests[0]?.form['scope']).toBe(
      `openid ${audience} urn:zitadel:iam:org:project:id:ci-bot:aud`,
    );
  });

  test('a slow revocation does not delay the verification', async () => {
    world.emulator.fault({ kind: 'stall', on: '/oauth/v2/revoke' });
    const main = await runInProcess({ inputs: tenMinutes({ verify: 'org' }), realTime: true });
    expect(main.failed).toBe(false);
    expect(calls()).toContain('GET /management/vN/orgs/me');
    expect(main.log.text).toContain('The 12-hour token, which was not exported, was not revoked.');
    expect(main.log.annotations).toEqual([]);
  });

  test('a key revokes the issued token through an application, if there is one', async () => {
    const key = { ...world.inputsOf('ci-bot', 'key JSON'), 'token-lifetime-minutes': '10' };
    await runInProcess({ inputs: key });
    expect(calls()).toEqual(['POST /oauth/vN/token', 'POST /pats']);
    world.emulator.reset();
    const inputs = { ...key, 'revocation-client-id': world.application.clientId };
    const main = await runInProcess({ inputs });
    expect(main.log.annotations).toEqual([]);
    expect(calls()).toEqual(['POST /oauth/vN/token', 'POST /pats', 'POST /oauth/vN/revoke']);
    expect(await world.judge(world.emulator.requests[2]?.form['token'] ?? '')).toEqual(invalid);
  });

  test.each<[string, Inputs]>([
    ['revoke: true', { revoke: 'true' }],
    ['revoke: false', { revoke: 'false' }],
  ])('%s changes nothing', async (_what, change) => {
    const main = await runInProcess({ inputs: tenMinutes(change) });
    expect([main.failed, main.log.annotations]).toEqual([false, []]);
    await revokeInProcess({ inputs: tenMinutes(change) }, main.state);
    expect(calls().at(-1)).toMatch(/^DELETE \/pats/);
    expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual(invalid);
  });

  test('openid is requested when it is missing, and only where the user ID is not known', async () => {
    const scopes = async (credential: CredentialName): Promise<string[]> => {
      world.emulator.reset();
      await runInProcess({
        inputs: { ...world.inputsOf('ci-bot', credential), 'token-lifetime-minutes': '10', scopes: audience },
      });
      return (world.emulator.requests[0]?.form['scope'] ?? '').split(' ');
    };
    expect(await scopes('client secret')).toContain('openid');
    expect(await scopes('key JSON')).toEqual([audience]);
  });

  test('userinfo, the summary and the expiration of the key work with it', async () => {
    const inputs = { ...world.inputsOf('ci-bot', 'own key pair'), 'token-lifetime-minutes': '10', verify: 'userinfo' };
    const main = await runInProcess({ inputs: { ...inputs, 'job-summary': 'true' } });
    expect(main.failed).toBe(false);
    expect(main.outputs['user_id']).toBe(world.account('ci-bot').userId);
    expect(main.summary).toContain('- Revocation: `the token is deleted when the job ends`');
    expect(calls()).toContain('POST /vN/users/keys/search');
  });
});

describe("the server's time", () => {
  test.each([-1_200, 1_200])('decides when its clock is %i s off', async (clockOffsetSeconds) => {
    const other = await startWorld({ clockOffsetSeconds });
    const main = await runInProcess({ inputs: { ...other.inputsOf(), 'token-lifetime-minutes': '1' } });
    const { expirationDate = '' } =
      other.emulator.state.personalAccessTokens.get(main.outputs['access_token'] ?? '') ?? {};
    // The output is by the clock of the runner, like that of every token, and the entry by the clock of the server.
    const byServer = Date.parse(expirationDate) - clockOffsetSeconds * 1000;
    for (const expiresAt of [Date.parse(main.outputs['expires_at'] ?? ''), byServer]) {
      expect(expiresAt - Date.now()).toBeGreaterThan(30_000);
      expect(expiresAt - Date.now()).toBeLessThanOrEqual(61_000);
    }
    expect(main.log.text).toMatch(/Token expires: \S+ \(in ([3-5]\d|60) seconds\)/);
  });

  test('is learned from the rejection when the first response has no date', async () => {
    const other = await startWorld({ clockOffsetSeconds: 1_200 });
    const inputs = { ...other.inputsOf(), 'token-lifetime-minutes': '10' };
    const main = await runInProcess({ inputs, connect: changing(/^\/oauth\/v2\/token$/, withoutDate) });
    const made = other.calls().filter((call) => call.endsWith('/pats'));
    expect(main.failed).toBe(false);
    expect(made).toHaveLength(2);
    expect(other.calls().filter((call) => call.endsWith('search'))).toEqual([]);
  });

  test('is unknown: the clock of the runner counts', async () => {
    const main = await runInProcess({ inputs: tenMinutes(), connect: changing(/^\/oauth\/v2\/token$/, withoutDate) });
    expect(main.failed).toBe(false);
    expect(main.outputs['expires_in']).toBe('600');
  });

  test('is ahead of the expiration date for good', async () => {
    const { status = 0, body } = recordedEntry(
      'v4.x',
      'add own personal access token, v2, a date in the past',
    ).response;
    world.emulator.fault({ kind: 'answer', on: /\/pats$/, status, body: JSON.stringify(body), times: 2 });
    const main = await runInProcess({ inputs: tenMinutes() });
    expectFailure(
      main,
      'config',
      `The request for a personal access token was rejected: status 400, "Errors.AuthNKey.ExpireBeforeNow (DOMAIN-dv3t5)".
By the server's clock, the expiration date is in the past.
Instance: ORIGIN; credential: client secret of "ci-bot".
Fix: Synchronize the clocks of this runner and of the server (NTP).
Help: docs/troubleshooting.md#token-lifetime`,
    );
  });
});

describe('a rejected request', () => {
  const json = { 'content-type': 'application/json' };
  const rejections: readonly (readonly [status: number, body: string, failure: string, says: string, sent: number])[] =
    [
      [
        404,
        '{"code":5,"message":"Not Found"}',
        'config',
        `The server does not have the API for 'token-lifetime-minutes'.`,
        1,
      ],
      [
        501,
        '{"code":12,"message":"Method Not Allowed"}',
        'config',
        `Fix: Remove 'token-lifetime-minutes', or update ZITADEL if its version is below 4.`,
        1,
      ],
      [401, '{"code":16,"message":"Errors.Token.Invalid (AUTH-7fs1e)"}', 'verification', 'AUTH-7fs1e', 2],
      [
        403,
        '{"code":7,"message":"No matching permissions found (AUTH-5mWD2)"}',
        'verification',
        'The account may not create a token for itself.',
        1,
      ],
      [403, '{"code":7,"message":"x (X-1234)"}', 'verification', 'X-1234', 1],
    ];

  test.each(rejections)('%i %s: %s, and the issued token is revoked', async (status, body, failure, says, sent) => {
    world.emulator.fault({ kind: 'answer', on: /\/pats$/, status, headers: json, body, times: 9 });
    const main = await runInProcess({ inputs: tenMinutes() });
    expect(main.outputs).toEqual({ failure });
    expect(main.state['origin']).toBe('');
    expect(calls()).not.toContain('POST /vN/users/pats/search');
    expect(main.log.annotations.map(({ message }) => message).join('\n')).toContain(says);
    expect(calls().filter((call) => call === 'POST /pats')).toHaveLength(sent);
    const revocation = world.emulator.requests.findLast(({ path }) => path === '/oauth/v2/revoke');
    expect(await world.judge(revocation?.form['token'] ?? '')).toEqual(invalid);
  });

  test('of a server that is down is repeated, and is then a failure of the server', async () => {
    world.emulator.fault({ kind: 'answer', on: /\/pats$/, status: 503, times: 99 });
    const main = await runInProcess({ inputs: tenMinutes({ 'timeout-seconds': '3' }) });
    expect(main.outputs).toEqual({ failure: 'server' });
    expect(calls().filter((call) => call === 'POST /pats').length).toBeGreaterThan(1);
    expect(calls()).toContain('POST /vN/users/pats/search');
    expect(calls().at(-1)).toBe('POST /oauth/vN/revoke');
  });

  test('because the token is not known yet is repeated once', async () => {
    const body = '{"code":16,"message":"Errors.Token.Invalid (AUTH-7fs1e)"}';
    world.emulator.fault({ kind: 'answer', on: /\/pats$/, status: 401, headers: json, body });
    const main = await runInProcess({ inputs: tenMinutes() });
    expect(main.failed).toBe(false);
    expect(calls().filter((call) => call === 'POST /pats')).toHaveLength(2);
  });
});

describe('the ID token', () => {
  test.each<[string, () => string | undefined, string]>([
    ['is missing', () => undefined, 'has no user ID'],
    ['is no JWT', () => 'x.y', 'has no user ID'],
    ['has no subject', () => idToken({ iss: iss() }), 'has no user ID'],
    ['has a path as its subject', () => idToken({ iss: iss(), sub: '1/../2' }), 'has no user ID'],
    ['has dots as its subject', () => idToken({ iss: iss(), sub: '..' }), 'has no user ID'],
    ['has no issuer', () => idToken({ sub: sub() }), 'has no user ID'],
    [
      'is from another issuer',
      () => idToken({ iss: 'https://evil.example.com', sub: sub() }),
      'is from "https://evil.example.com", not ORIGIN',
    ],
    [
      'is from the issuer with a slash',
      () => idToken({ iss: `${iss()}/`, sub: sub() }),
      `is from "ORIGIN/", not ORIGIN`,
    ],
  ])('that %s: nothing is sent to an address with it', async (_what, value, says) => {
    const main = await runInProcess({ inputs: tenMinutes(), connect: withIdToken(value()) });
    expectFailure(
      main,
      'server',
      `The token request returned status 200, but its "id_token" ${says}.
Instance: ORIGIN; credential: client secret of "ci-bot".
Fix: Check that ORIGIN is the instance, and that nothing in front of it (a proxy, a firewall, a login page) responds instead.
Help: docs/troubleshooting.md#unexpected-response`,
    );
    expect(calls()).toEqual(['POST /oauth/vN/token', 'POST /oauth/vN/revoke']);
  });

  test('is masked and never printed', async () => {
    const value = idToken({ iss: iss(), sub: sub() });
    const main = await runInProcess({ inputs: tenMinutes(), connect: withIdToken(value) });
    expect(main.failed).toBe(false);
    expect(main.log.masks).toContain(value);
    expect(main.log.text).not.toContain(value);
    expect(JSON.stringify([main.outputs, main.state])).not.toContain(value);
  });
});

/** Sends each request for a personal access token twice, as some gateways do after a lost response. */
const repeating: Connect = (options, log) => {
  const connection = connect(options, log);
  return {
    ...connection,
    async send(build, sendOptions) {
      const request = build();
      if (request.path.endsWith('/pats')) await connection.send(() => request, sendOptions);
      return await connection.send(() => request, sendOptions);
    },
  };
};

/** The entries of "ci-bot" that a step leaves after its job, and the logs of both steps. */
async function jobIn(
  own: World,
  step: { readonly inputs?: Inputs; readonly connect?: Connect },
): Promise<{ main: InProcessResult; post: InProcessResult; left: string[] }> {
  const inputs = { ...own.inputsOf(), 'token-lifetime-minutes': '10', ...step.inputs };
  const before = new Set(own.emulator.state.personalAccessTokens.keys());
  const main = await runInProcess({ ...step, inputs });
  const post = await revokeInProcess({ inputs }, main.state);
  const left = [...own.emulator.state.personalAccessTokens].flatMap(([token, { id }]) => (before.has(token) ? [] : id));
  return { main, post, left };
}

describe('a response to the creation that a gateway replaced', () => {
  const page = { 'content-type': 'text/html' };
  test.concurrent.each<[number, string, Record<string, string>]>([
    [200, '<html>', page],
    [200, '{"tokenId":"1"}', {}],
    [200, `{"token":"${'t'.repeat(40)}","tokenId":"..","creationDate":"2026-01-01T00:00:00Z"}`, {}],
    [200, `{"token":"${'t'.repeat(40)}","tokenId":"1"}`, {}],
    [201, '{}', {}],
    [302, '', { location: '/login' }],
    [401, '<html><title>Log in</title>', page],
    [403, '{"error":"blocked by policy"}', {}],
    [413, '', {}],
    [451, 'Unavailable', {}],
  ])('by %i %s: the step fails, and what was created is deleted', async (status, body, headers) => {
    const replaced = changing(/\/pats$/, () => ({ status, headers, body }));
    const { main, post, left } = await jobIn(await startWorld(), { connect: replaced });
    expect(main.failed).toBe(true);
    expect(main.log.text).toMatch(/^Deleted personal access token \d+, which a request of this step created\.$/m);
    expect([left, main.state['origin'], post.stdout]).toEqual([[], '', '']);
  });
});

describe('a lost response', () => {
  test.concurrent.each<[string, FaultKind, RegExp]>([
    ['the connection is closed', { kind: 'lost-answer' }, /^Deleted personal access token \d+, which/m],
    [
      'nothing was created',
      { kind: 'answer', status: 502 },
      /^What may be left: a personal access token of user \d+ that expires on \S+Z\. A request to create it got no response of ZITADEL\. Fix: /,
    ],
  ])('%s: the post step deletes only the entry of that response', async (_what, fault, says) => {
    const own = await startWorld();
    own.emulator.fault({ ...fault, on: /\/pats$/ });
    const { main, post, left } = await jobIn(own, { inputs: { 'timeout-seconds': '9' } });
    const [first = '', second = ''] = own.emulator.requests
      .filter(({ path }) => path.endsWith('/pats'))
      .map(({ body }) => (JSON.parse(body) as { expirationDate: string }).expirationDate);
    expect(main.failed).toBe(false);
    expect([first, second]).toEqual([expect.stringMatching(/\.\d{5}[1-9]Z$/), expect.stringMatching(/\.\d{5}[1-9]Z$/)]);
    expect(first).not.toBe(second);
    expect(left).toEqual([]);
    expect([post.log.text, ...post.log.annotations.map(({ message }) => message)].join('\n')).toMatch(
      new RegExp(says, 'm'),
    );
  });

  test('is found in a list that lags', async () => {
    const own = await startWorld();
    own.emulator.fault({ kind: 'lost-answer', on: /\/pats$/ });
    const lagging = '{"pagination":{}}';
    const inputs = { ...own.inputsOf(), 'token-lifetime-minutes': '10' };
    const before = own.emulator.state.personalAccessTokens.size;
    const main = await runInProcess({ inputs });
    own.emulator.fault({ kind: 'answer', status: 200, body: lagging, on: /search$/, times: 2 });
    const post = await revokeInProcess({ inputs }, main.state);
    expect(own.emulator.state.personalAccessTokens.size).toBe(before);
    expect(post.log.annotations).toEqual([]);
  });

  test('of a request that a gateway repeated leaves a second entry, which is deleted', async () => {
    const own = await startWorld();
    const { main, post, left } = await jobIn(own, { connect: repeating });
    expect([main.failed, left]).toEqual([false, []]);
    expect(post.log.text).toMatch(
      /^Deleted personal access token \d+, which a request of this step created\.\nDeleted the access token at \S+\.$/,
    );
  });

  test('two steps of one account side by side, one of them with a lost response, keep a token each', async () => {
    const others = expirations('ci-bot');
    world.emulator.fault({ kind: 'lost-answer', on: /\/pats$/ });
    const steps = await Promise.all([runInProcess({ inputs: tenMinutes() }), runInProcess({ inputs: tenMinutes() })]);
    const tokens = steps.map(({ outputs }) => outputs['access_token'] ?? '');
    expect(calls().filter((call) => call === 'POST /pats')).toHaveLength(3);
    expect(await Promise.all(tokens.map(world.judge))).toEqual([valid, valid]);
    for (const { state } of steps) await revokeInProcess({ inputs: tenMinutes() }, state);
    expect(expirations('ci-bot')).toEqual(others);
  });

  test('of every attempt: what they created is deleted, and the step fails', async () => {
    const others = expirations('ci-bot');
    world.emulator.fault({ kind: 'lost-answer', on: /\/pats$/, times: 99 });
    const main = await runInProcess({ inputs: tenMinutes({ 'timeout-seconds': '2' }) });
    expect(main.outputs).toEqual({ failure: 'network' });
    expect(expirations('ci-bot')).toEqual(others);
    expect(calls().at(-1)).toBe('POST /oauth/vN/revoke');
  });

  test('and a list that fails: a warning names the user and the date on which the entry expires', async () => {
    const own = await startWorld();
    own.emulator.fault({ kind: 'lost-answer', on: /\/pats$/ });
    own.emulator.fault({ kind: 'answer', status: 403, on: /search$/, times: 9 });
    const { main, post } = await jobIn(own, {});
    expect(main.failed).toBe(false);
    const [first = ''] = (main.state['expiration_dates'] ?? '').split('?');
    expect(post.log.annotations[0]?.message).toContain(
      `a personal access token of user ${main.state['user_id']} that expires on ${first}`,
    );
  });
});

describe('the lifetime', () => {
  test.concurrent.each([3_600, 86_400, 5 * 365 * 86_400, 251_700_000_000])(
    'is the requested one, although a gateway sets a Date %i s ahead',
    async (ahead) => {
      const own = await startWorld();
      const date = new Date(Date.now() + ahead * 1000).toUTCString();
      const wrong = changing(/\/token$/, (response) => ({ ...response, headers: { ...response.headers, date } }));
      const inputs = { ...own.inputsOf(), 'token-lifetime-minutes': '10' };
      const before = own.emulator.state.personalAccessTokens.size;
      const main = await runInProcess({ inputs, connect: wrong });
      const { state } = own.emulator;
      const { expirationDate = '' } = state.personalAccessTokens.get(main.outputs['access_token'] ?? '') ?? {};
      expect(state.personalAccessTokens.size).toBe(before + 1);
      expect(Math.abs(Date.parse(expirationDate) - Date.now() - 600_000)).toBeLessThan(30_000);
    },
  );

  test('is wrong twice: the step fails, and nothing is left', async () => {
    const creationDate = '2020-01-01T00:00:00Z';
    const wrong = changing(/\/pats$/, ({ body, ...response }) => ({
      ...response,
      body: JSON.stringify({ ...JSON.parse(body), creationDate }),
    }));
    const { main, left } = await jobIn(await startWorld(), { connect: wrong });
    expect(main.outputs).toEqual({ failure: 'server' });
    expect(main.log.text).toMatch(/returned a token that is valid for \d+ years instead of 10 minutes\./);
    expect([left, main.state['origin']]).toEqual([[], '']);
  });
});
