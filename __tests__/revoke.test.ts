import { describe, expect, test } from '@jest/globals';
import type { FaultKind } from '../emulators/zitadel/faults.ts';
import type { RecordedRequest } from '../emulators/zitadel/requests.ts';
import { openEmulator } from './support/emulator.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from './support/in-process.ts';
import { revocationNames, revokingInputs, type RevocationName } from './support/revocations.ts';
import { startWorld, type World } from './support/world.ts';
import { watchConnection } from './support/watched-connection.ts';
import { expectNotRevoked, masksBeforeText, shownBeforeMasked } from './support/expect.ts';

const worlds = await Promise.all((['v4.13.1', 'v4.x'] as const).map((version) => startWorld({ version })));
const valid = { userinfo: 200, organization: 200 };
const revoked = { userinfo: 401, organization: 401 };

describe.each(worlds)('$emulator.state.version', (world) => {
  const job = async (
    inputs: Readonly<Record<string, string>>,
  ): Promise<{ token: string; main: InProcessResult; during: object; post: InProcessResult }> => {
    const main = await runInProcess({ inputs });
    const token = main.state['access_token'] ?? main.outputs['access_token'] ?? '';
    const during = await world.judge(token);
    return { token, main, during, post: await revokeInProcess({ inputs }, main.state) };
  };
  const revocationsOf = (token: string): RecordedRequest[] =>
    world.emulator.requests.filter(({ path, form }) => path === '/oauth/v2/revoke' && form['token'] === token);

  test.each(revocationNames)('the token by %s is valid during the job, and revoked afterwards', async (name) => {
    const { main, token, during, post } = await job(revokingInputs(world, name));

    expect(main.log.text).toContain('  Revocation: the token is revoked when the job ends');
    expect(main.log.annotations).toEqual([]);
    expect(Object.keys(main.state).toSorted()).toEqual(['access_token', 'expires_at', 'issuer', 'origin']);
    expect(main.state).toMatchObject({ access_token: main.outputs['access_token'], origin: world.emulator.origin });
    expect(during).toEqual(valid);
    expect(post.log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
    expect(post.log.masks).toContain(token);
    expect([post.outputs, post.state, post.summary]).toEqual([{}, {}, '']);
    expect(await world.judge(token)).toEqual(revoked);
    expect(revocationsOf(token)).toHaveLength(1);
  });

  test('a secret revokes by Basic and its grant, a key by the public application', async () => {
    const secret = await job(revokingInputs(world, 'client secret'));
    const key = await job(revokingInputs(world, 'key JSON'));

    const [bySecret] = revocationsOf(secret.token);
    expect(bySecret).toMatchObject({ method: 'POST', path: '/oauth/v2/revoke' });
    expect(bySecret?.form).toEqual({
      grant_type: 'client_credentials',
      token: secret.token,
      token_type_hint: 'access_token',
    });
    expect(bySecret?.headers['authorization']).toMatch(/^Basic /);
    const [byKey] = revocationsOf(key.token);
    expect(byKey?.form).toEqual({
      client_id: world.application.clientId,
      token: key.token,
      token_type_hint: 'access_token',
    });
    expect(byKey?.headers).not.toHaveProperty('authorization');
  });

  test('without revoke the token stays valid after the job', async () => {
    const { main, token, post } = await job({ ...revokingInputs(world, 'client secret'), revoke: 'false' });
    expect(main.state).toEqual({});
    expect(post.stdout).toBe('');
    expect(await world.judge(token)).toEqual(valid);
  });
});

describe('the scopes that revocation needs', () => {
  test.each([
    ['client secret', ['ci-bot']],
    ['upper-case login name', ['CI-BOT', 'ci-bot']],
    [
      'suffixed login name in upper case',
      ['SUB@BOT@SUFFIX-ORG.LOCALHOST', 'SUB@BOT', 'sub@bot@suffix-org.localhost', 'sub@bot'],
    ],
    ['key JSON', ['350000000000000003']],
  ] as const)('by %s follow those that were given: %s', async (name, audiences) => {
    const world = await startWorld();
    await runInProcess({ inputs: { ...revokingInputs(world, name), scopes: 'openid' } });
    const scopes = audiences.map((audience) => `urn:zitadel:iam:org:project:id:${audience}:aud`);
    expect(world.emulator.requests[0]?.form['scope']).toBe(['openid', ...scopes].join(' '));
  });
});

const home = await startWorld();
const other = await openEmulator();

describe('the post step', () => {
  const world = home;
  const inputs = revokingInputs(world, 'client secret');

  const issue = async (): Promise<InProcessResult> => await runInProcess({ inputs });
  const revocations = (): number => world.emulator.requests.filter(({ path }) => path.endsWith('/revoke')).length;

  test.each([
    ['domain', () => ({ domain: other.origin })],
    [
      'domain by another name of the same machine',
      () => ({ domain: world.emulator.origin.replace('localhost', '127.0.0.1') }),
    ],
    ['endpoint', () => ({ endpoint: other.origin })],
  ])('sends nothing to another %s', async (_what, changed) => {
    const before = revocations();
    const { state } = await issue();

    const step = await revokeInProcess({ inputs: { ...inputs, ...changed() } }, state);

    const origin = Object.values(changed())[0];
    expectNotRevoked(
      step,
      `The token was issued by ${world.emulator.origin}, but the inputs now name ${origin}.`,
      `Set 'domain' and 'endpoint' to values that do not change during the job.`,
    );
    expect(revocations()).toBe(before);
    expect(other.requests).toEqual([]);
  });

  test.each([
    ['an invalid address', { domain: 'localhost/path' }, 'contains a path'],
    ['no address', { domain: '' }, 'Inside nested composite actions, GitHub passes no inputs to the post step.'],
    ['an incomplete certificate', { 'ca-certificate': '-----BEGIN CERTIFICATE-----' }, `'ca-certificate'`],
    ['no secret', { 'client-secret': '' }, 'The inputs no longer contain the credential that can revoke the token.'],
    ['a header that is not allowed', { headers: 'Host: x' }, 'which this action sets itself'],
  ])('sends nothing when its inputs have changed to %s', async (_what, changed, says) => {
    const { state } = await issue();
    const before = revocations();
    expectNotRevoked(await revokeInProcess({ inputs: { ...inputs, ...changed } }, state), says);
    expect(revocations()).toBe(before);
  });

  test('names the spelling of a login name whose user name has capital letters', async () => {
    const lower = { ...revokingInputs(world, 'user name with capitals'), 'client-id': 'ci-bot-2' };
    const { state } = await runInProcess({ inputs: lower });
    expectNotRevoked(
      await revokeInProcess({ inputs: lower }, state),
      'status 401, "invalid_client: token was not issued for this client"',
      `Set 'client-id' to the user name exactly as ZITADEL shows it`,
    );
  });

  test('revokes on a runner that sets no workspace', async () => {
    const { state } = await issue();
    const { log } = await revokeInProcess({ inputs, env: { GITHUB_WORKSPACE: '' } }, state);
    expect(log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
  });

  test('masks token and credential again, before a server can return them', async () => {
    const given = { ...inputs, headers: 'x-gateway-key: Gw4tQ9sLm2' };
    const { state } = await runInProcess({ inputs: given });
    const secrets = [state['access_token'] ?? '', world.account('ci-bot').clientSecret, 'Gw4tQ9sLm2'];
    const body = JSON.stringify({ error: 'invalid_request', error_description: secrets.join(' ') });
    world.emulator.fault({ kind: 'answer', status: 400, body, on: '/oauth/v2/revoke' });

    const step = await revokeInProcess({ inputs: given }, state);

    expectNotRevoked(step, 'status 400, "invalid_request: *** *** ***"');
    expect(shownBeforeMasked(step.stdout, secrets)).toEqual([]);
    expect(masksBeforeText(step.stdout)).toEqual(expect.arrayContaining(secrets));
  });

  test('prints nothing without a token, and quotes the server if the secret has changed', async () => {
    expect((await revokeInProcess({ inputs }, {})).stdout).toBe('');
    const { state } = await issue();
    expectNotRevoked(
      await revokeInProcess({ inputs: { ...inputs, 'client-secret': 'another-secret' } }, state),
      'status 400, "invalid_request: Errors.User.Machine.Secret.Invalid"',
      'the client secret was not replaced during the job',
    );
  });

  test('needs no key, and no key file', async () => {
    const { 'service-account-key': key = '', ...others } = revokingInputs(world, 'key JSON');
    const step = { inputs: { ...others, 'service-account-key-file': 'key.json' } };
    const { state, failed } = await runInProcess({ ...step, files: { 'key.json': key } });
    expect(failed).toBe(false);
    const { log } = await revokeInProcess(step, state);
    expect(log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
    expect(await world.judge(state['access_token'] ?? '')).toMatchObject({ userinfo: 401 });
  });

  test('revokes a token that has expired by the clock of the runner, which may be wrong', async () => {
    const { state } = await issue();
    const { log } = await revokeInProcess({ inputs, now: () => Number(state['expires_at']) + 3_600_000 }, state);
    expect(log.annotations).toEqual([]);
    expect(log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
    expect(await world.judge(state['access_token'] ?? '')).toMatchObject({ userinfo: 401 });
  });

  test.each([
    ['origin', 'https://x.example.com/path'],
    ['origin', 'javascript:alert(1)'],
    ['issuer', 'two\nlines'],
    ['access_token', 'two\nlines'],
    ['expires_at', '99999999999999999999'],
    ['user_id', '../../admin'],
    ['token_id', 'two\n::warning::lines'],
    ['expiration_dates', '2026-11-28T21:12:30.123456Z,../..'],
  ])('sends nothing with a damaged state, %s: %j', async (name, value) => {
    const { state } = await runInProcess({ inputs: { ...world.inputsOf(), 'token-lifetime-minutes': '5' } });
    world.emulator.reset();
    const { log, stdout } = await revokeInProcess({ inputs }, { ...state, [name]: value });
    expect(world.calls()).toEqual([]);
    expect(log.annotations.map(({ level }) => level)).toEqual(['warning']);
    if (value !== '') expect(stdout).not.toContain(value);
    await revokeInProcess({ inputs }, state);
  });

  test('sends no credential to an origin that a job forged in the state', async () => {
    for (const limit of [{ revoke: 'true' }, { 'token-lifetime-minutes': '5' }]) {
      const given = { ...world.inputsOf(), ...limit, headers: 'x-gateway-key: Gw4tQ9sLm2' };
      const { state } = await runInProcess({ inputs: given });
      const { access_token: _token, token_id: _id, ...interrupted } = state;
      for (const saved of [state, interrupted]) {
        const post = await revokeInProcess({ inputs: given }, { ...saved, origin: other.origin, issuer: other.origin });
        if (saved['access_token'] !== undefined) expect(post.log.annotations).not.toEqual([]);
      }
      await revokeInProcess({ inputs: given }, state);
    }
    const sent = JSON.stringify(other.requests);
    expect(sent).not.toMatch(/Basic |Gw4tQ9sLm2|oauth/);
    expect(sent).not.toContain(world.account('ci-bot').clientSecret);
    other.reset();
  });

  test('revokes a token without an expiration date', async () => {
    const body = '{"access_token":"opaque-token-without-an-end","token_type":"Bearer"}';
    world.emulator.fault({ kind: 'answer', status: 200, body });
    const { state, outputs } = await issue();
    expect(outputs).not.toHaveProperty('expires_at');
    expect(state).toEqual({
      access_token: 'opaque-token-without-an-end',
      issuer: world.emulator.origin,
      origin: world.emulator.origin,
    });
    const { log } = await revokeInProcess({ inputs }, state);
    expect(log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
  });

  test.each([
    ['600', 30_000],
    ['', 30_000],
    ['2', 2_000],
  ])('takes at most 30 s: with timeout-seconds "%s" %i ms', async (seconds, ms) => {
    const { state } = await issue();
    const limits: number[] = [];
    const real = watchConnection();
    await revokeInProcess(
      {
        inputs: { ...inputs, 'timeout-seconds': seconds },
        connect(network, log) {
          limits.push(network.timeoutMs);
          return real.connect(network, log);
        },
      },
      state,
    );
    expect(limits).toEqual([ms]);
    expect(real.sent).toEqual(['POST /oauth/v2/revoke']);
  });

  test('reports an internal error without the text of the error', async () => {
    const { state } = await issue();
    const step = await revokeInProcess(
      {
        inputs,
        connect() {
          throw new TypeError(`cannot read ${state['access_token']}`);
        },
      },
      state,
    );
    expectNotRevoked(step, 'An internal error occurred.');
    expect(step.log.text).not.toContain('cannot read');
  });
});

/** An event between the token and its revocation: a fault of the server, or a change. */
type Event = FaultKind | ((world: World) => void | Promise<void>);

const answer = (status: number, body: string): FaultKind => ({ kind: 'answer', status, body });
const refused = '{"error":"invalid_client","error_description":"token was not issued for this client"}';
const redirect: FaultKind = { kind: 'answer', status: 307, headers: { location: 'https://evil.example.com/' } };
const replaceSecrets = ({ emulator }: World): void => {
  for (const user of emulator.state.users.values()) user.clientSecret = 'another-secret';
};

/** The last column is the number of requests that reach the server. */
test.concurrent.each<[string, RevocationName, Event, string, number | 'several']>([
  ['the secret was replaced', 'client secret', replaceSecrets, 'Errors.User.Machine.Secret.Invalid"', 1],
  [
    'the application was removed',
    'key JSON',
    ({ emulator }) => emulator.state.applications.clear(),
    'status 400, "invalid_client: no active client not found"',
    1,
  ],
  [
    'the server rejects it',
    'client secret',
    answer(401, refused),
    'status 401, "invalid_client: token was not issued',
    1,
  ],
  ['a page', 'client secret', answer(403, '<html><title>Blocked</title>'), '403, an HTML page titled "Blocked"', 1],
  ['a login page', 'client secret', answer(200, '<html><title>Log in</title>'), '200, an HTML page titled "Log in"', 1],
  ['JSON', 'client secret', answer(200, '{}'), 'The revocation was rejected: status 200', 1],
  ['a redirect', 'client secret', redirect, '(status 307) to https://evil.example.com. Nothing was sent there.', 1],
  ['the server is down', 'client secret', answer(503, ''), 'status 503', 'several'],
  ['the connection breaks', 'client secret', { kind: 'reset' }, 'the connection was closed', 'several'],
  ['nothing responds', 'client secret', { kind: 'stall' }, 'no response within', 1],
  ['nothing listens', 'client secret', async ({ emulator }) => await emulator.close(), 'no server listens on', 0],
])('%s at the end of a job: a warning with the cause', async (_, name, event, says, requests) => {
  const world = await startWorld();
  const inputs = revokingInputs(world, name);
  const main = await runInProcess({ inputs });
  if (typeof event === 'function') await event(world);
  else world.emulator.fault({ ...event, on: '/oauth/v2/revoke', times: 99 });

  const sent = (): number => world.emulator.requests.filter(({ path }) => path === '/oauth/v2/revoke').length;
  const isSilent = (): boolean => says === 'no response within' && sent() > 0;
  const post = await revokeInProcess({ inputs: { ...inputs, 'timeout-seconds': '10' }, isSilent }, main.state);

  expect(post.outputs).toEqual({});
  expect(main.outputs['access_token']).toBeDefined();
  expect(post.log.text).not.toContain(main.outputs['access_token']);
  expectNotRevoked(post, says);
  if (requests === 'several') expect(sent()).toBeGreaterThan(1);
  else expect(sent()).toBe(requests);
});

test('a failed attempt is repeated', async () => {
  const world = await startWorld();
  const inputs = revokingInputs(world, 'client secret');
  const main = await runInProcess({ inputs });
  world.emulator.fault({ kind: 'reset', on: '/oauth/v2/revoke' });
  const post = await revokeInProcess({ inputs }, main.state);
  expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual({ userinfo: 401, organization: 401 });
  expect(post.log.text.split('\n').at(-1)).toContain(`Revoked the access token at ${world.emulator.origin} (`);
  expect(post.log.annotations).toEqual([]);
});
