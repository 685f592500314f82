import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator, type Emulator } from '../emulator/emulator.ts';
import type { FaultKind } from '../emulator/faults.ts';
import { runMain, runPost, type StepResult } from '../runner/run-step.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from './support/in-process.ts';
import { startRevocationWorld, type RevocationWorld } from './support/revocation-world.ts';
import { watchConnection } from './support/watched-connection.ts';

/** The one warning, which begins with what it means for the user. */
function expectWarning(step: InProcessResult | StepResult, says: string, fix = ''): void {
  expect(step.log.annotations).toHaveLength(1);
  const [{ level, title, message } = { level: '', title: '', message: '' }] = step.log.annotations;
  expect([level, title]).toEqual(['warning', 'ZITADEL access token']);
  const [first = '', asked] = message.split('\n');
  expect(first.startsWith('The access token was not revoked and lives until it expires. ')).toBe(true);
  expect(first).toContain(says);
  expect(first.split(' Fix: ')[1] ?? '').toContain(fix);
  if (asked !== undefined) expect(asked).toMatch(/^Asked: https?:\/\/\S+\.$/);
  expect(step.log.text.split('\n').filter((line) => /revoked/i.test(line))).toHaveLength(1);
}

describe('a job is never failed by what happens at its end', () => {
  interface Row {
    readonly what: string;
    readonly fault?: FaultKind;
    readonly happens?: (world: RevocationWorld) => void | Promise<void>;
    readonly credential?: keyof RevocationWorld['inputs'];
    readonly says: string;
    /** How many requests reach the server. */
    readonly requests: number | 'several';
  }
  const rows: readonly Row[] = [
    {
      what: 'the secret was replaced during the job',
      happens({ emulator }) {
        for (const user of emulator.state.users.values()) user.clientSecret = 'another-secret';
      },
      says: 'status 400, "invalid_request: Errors.User.Machine.Secret.Invalid"',
      requests: 1,
    },
    {
      what: 'the application is gone',
      credential: 'key',
      happens: ({ emulator }) => emulator.state.applications.clear(),
      says: 'status 400, "invalid_client: no active client not found"',
      requests: 1,
    },
    {
      what: 'the server says no',
      fault: {
        kind: 'answer',
        status: 401,
        body: '{"error":"invalid_client","error_description":"token was not issued for this client"}',
      },
      says: 'status 401, "invalid_client: token was not issued for this client"',
      requests: 1,
    },
    {
      what: 'a page answers',
      fault: { kind: 'answer', status: 403, body: '<html><title>Blocked</title></html>' },
      says: 'status 403, an HTML page titled "Blocked"',
      requests: 1,
    },
    {
      what: 'a redirect answers',
      fault: { kind: 'answer', status: 307, headers: { location: 'https://evil.example.com/' } },
      says: 'a redirect (status 307) to https://evil.example.com; it was not followed',
      requests: 1,
    },
    { what: 'the server is down', fault: { kind: 'answer', status: 503 }, says: 'status 503', requests: 'several' },
    { what: 'the connection breaks', fault: { kind: 'reset' }, says: 'the connection was closed', requests: 'several' },
    { what: 'nothing answers', fault: { kind: 'stall' }, says: 'nothing came within', requests: 1 },
    {
      what: 'nothing listens',
      happens: async ({ emulator }) => await emulator.close(),
      says: 'refused the connection',
      requests: 0,
    },
  ];

  test.concurrent.each(rows)('$what: a warning with the cause', async (row) => {
    const world = await startRevocationWorld();
    const inputs = { ...world.inputs[row.credential ?? 'client secret'], 'timeout-seconds': '2' };
    const main = await runMain({ inputs });
    await row.happens?.(world);
    if (row.fault !== undefined) world.emulator.fault({ ...row.fault, on: '/oauth/v2/revoke', times: 99 });
    const { access_token: token = '' } = main.outputs;

    const post = await runPost({ inputs }, main);
    if (row.requests !== 0) await world.emulator.close();

    expect(post.exitCode).toBe(0);
    expect(post.outputs).toEqual({});
    expect(post.stderr).toBe('');
    expect(token).not.toBe('');
    expect(post.log.text).not.toContain(token);
    expect(post.milliseconds).toBeLessThan(4_000);
    expectWarning(post, row.says);
    const sent = world.emulator.requests.filter(({ path }) => path === '/oauth/v2/revoke').length;
    if (row.requests === 'several') expect(sent).toBeGreaterThan(1);
    else expect(sent).toBe(row.requests);
  });

  test('one failed attempt is made good', async () => {
    const world = await startRevocationWorld();
    const inputs = world.inputs['client secret'];
    const main = await runMain({ inputs });
    world.emulator.fault({ kind: 'reset', on: '/oauth/v2/revoke' });
    const post = await runPost({ inputs }, main);
    expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual({ userinfo: 401, organization: 401 });
    await world.emulator.close();
    expect(post.log.text.split('\n').at(-1)).toBe(`Revoked the access token at ${world.emulator.origin}.`);
    expect(post.log.annotations).toEqual([]);
  });
});

describe('the post step', () => {
  let world: RevocationWorld;
  let other: Emulator;
  beforeAll(async () => {
    world = await startRevocationWorld();
    other = await startEmulator();
  });
  afterAll(async () => {
    await world.emulator.close();
    await other.close();
  });
  const issue = async (): Promise<InProcessResult> => await runInProcess({ inputs: world.inputs['client secret'] });
  const revocations = (): number => world.emulator.requests.filter(({ path }) => path.endsWith('/revoke')).length;

  test.each([
    ['domain', () => ({ domain: other.origin })],
    [
      'domain by another name of the same machine',
      () => ({ domain: world.emulator.origin.replace('localhost', '127.0.0.1') }),
    ],
    ['endpoint', () => ({ endpoint: other.origin })],
  ])('sends nothing where another %s leads', async (_what, changed) => {
    const before = revocations();
    const { state } = await issue();

    const inputs = { ...world.inputs['client secret'], ...changed() };
    const step = await revokeInProcess({ inputs }, state);

    const origin = Object.values(changed())[0];
    expectWarning(
      step,
      `It was issued by ${world.emulator.origin}, and the inputs now lead to ${origin}, which must not see it.`,
      `Let 'domain' and 'endpoint' depend on nothing that changes during the job.`,
    );
    expect(revocations()).toBe(before);
    expect(other.requests).toEqual([]);
  });

  test.each([
    ['an address that is none', { domain: 'localhost/path' }, 'holds more than an origin'],
    ['no address', { domain: '' }, `The input 'domain' is missing.`],
    ['half a certificate', { 'ca-certificate': '-----BEGIN CERTIFICATE-----' }, `'ca-certificate'`],
    ['no secret', { 'client-secret': '' }, 'The credential that could revoke it is no longer among the inputs.'],
    ['a key of a proxy', { headers: 'Host: x' }, 'which this action sets itself'],
  ])('sends nothing when its inputs have come to hold %s', async (_what, changed, says) => {
    const { state } = await issue();
    const before = revocations();
    expectWarning(await revokeInProcess({ inputs: { ...world.inputs['client secret'], ...changed } }, state), says);
    expect(revocations()).toBe(before);
  });

  test('tells how to spell a login name whose user name has capitals', async () => {
    const inputs = { ...world.inputs['user name with capitals'], 'client-id': 'ci-bot-2' };
    const { state } = await runInProcess({ inputs });
    expectWarning(
      await revokeInProcess({ inputs }, state),
      'status 401, "invalid_client: token was not issued for this client"',
      `Write the user name in 'client-id' exactly as ZITADEL shows it`,
    );
  });

  test('needs no key, and no key file', async () => {
    const { 'service-account-key': key = '', ...inputs } = world.inputs.key;
    const step = { inputs: { ...inputs, 'service-account-key-file': 'key.json' } };
    const { state, failed } = await runInProcess({ ...step, files: { 'key.json': key } });
    expect(failed).toBe(false);
    const { log } = await revokeInProcess(step, state);
    expect(log.text).toBe(`Revoked the access token at ${world.emulator.origin}.`);
    expect(await world.judge(state['access_token'] ?? '')).toMatchObject({ userinfo: 401 });
  });

  test.each([
    ['has expired', -1, 'The access token has expired; there is nothing to revoke.'],
    ['expires in a second', 1_000, undefined],
  ])('of a token that %s', async (_what, left, says) => {
    const { state } = await issue();
    const before = revocations();
    const expiresAt = Number(state['expires_at']);
    const { log, stdout } = await revokeInProcess(
      { inputs: world.inputs['client secret'], now: () => expiresAt - left },
      state,
    );
    expect(log.annotations).toEqual([]);
    expect(log.text).toBe(says ?? `Revoked the access token at ${world.emulator.origin}.`);
    expect(stdout).not.toMatch(/^::warning/m);
    expect(revocations()).toBe(before + (says === undefined ? 1 : 0));
  });

  test('revokes a token whose end nobody told', async () => {
    const body = '{"access_token":"opaque-token-without-an-end","token_type":"Bearer"}';
    world.emulator.fault({ kind: 'answer', status: 200, body });
    const { state, outputs } = await issue();
    expect(outputs).not.toHaveProperty('expires_at');
    expect(state).toEqual({
      access_token: 'opaque-token-without-an-end',
      expires_at: '',
      origin: world.emulator.origin,
    });
    const { log } = await revokeInProcess({ inputs: world.inputs['client secret'] }, state);
    expect(log.text).toBe(`Revoked the access token at ${world.emulator.origin}.`);
  });

  test.each([
    ['600', 30_000],
    ['', 30_000],
    ['2', 2_000],
  ])('takes at most 30 s: with timeout-seconds "%s" %i ms', async (seconds, ms) => {
    const { state } = await issue();
    const limits: number[] = [];
    const real = watchConnection();
    const inputs = { ...world.inputs['client secret'], 'timeout-seconds': seconds };
    await revokeInProcess(
      {
        inputs,
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

  test('tells a fault of ours without its words', async () => {
    const { state } = await issue();
    const step = await revokeInProcess(
      {
        inputs: world.inputs['client secret'],
        connect() {
          throw new TypeError(`cannot read ${state['access_token']}`);
        },
      },
      state,
    );
    expectWarning(step, 'A fault of this action.');
    expect(step.log.text).not.toContain('cannot read');
  });
});

describe('before anything is sent, revoke', () => {
  const { domain, ...key } = { domain: 'acme.zitadel.cloud', revoke: 'true' };
  const secret = { 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5y' };

  test.each([
    [
      'with a personal access token is a mistake',
      { 'personal-access-token': 'p'.repeat(71) },
      `'revoke: true' does not work with a personal access token`,
    ],
    [
      'with an own key pair and no application is a mistake',
      async () => await startedInputs('own key pair'),
      `needs 'revocation-client-id'`,
    ],
    [
      'with an assertion and no application is a mistake',
      async () => await startedInputs('assertion'),
      `needs 'revocation-client-id'`,
    ],
    [
      'that is neither true nor false is a mistake',
      { ...secret, revoke: 'yes' },
      `'revoke' is "yes", which is neither true nor false`,
    ],
  ])('%s', async (_what, given, says) => {
    const { connect, sent } = watchConnection();
    const inputs = { domain, ...key, ...(typeof given === 'function' ? await given() : given) };
    const step = await runInProcess({ inputs, connect });
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(step.log.annotations[0]?.message).toContain(says);
    expect(step.state).toEqual({});
    expect(sent).toEqual([]);
  });
});

async function startedInputs(credential: keyof RevocationWorld['inputs']): Promise<Record<string, string>> {
  const { emulator, inputs } = await startRevocationWorld();
  await emulator.close();
  return { ...inputs[credential], 'revocation-client-id': '' };
}

describe('revocation-client-id', () => {
  test.each([
    [
      'beside a client secret',
      { revoke: 'true' },
      `'revocation-client-id' is ignored: with a client secret the token is revoked by that`,
    ],
    ['without revoke', { revoke: 'false' }, `'revocation-client-id' has no effect without 'revoke: true'`],
  ])('%s is a warning', async (_what, change, says) => {
    const { emulator, inputs, application } = await startRevocationWorld();
    const given = { ...inputs['client secret'], ...change, 'revocation-client-id': application.clientId };
    const { failed, log } = await runInProcess({ inputs: given });
    await emulator.close();
    expect(failed).toBe(false);
    expect(log.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(log.annotations[0]?.message).toContain(says);
    expect(emulator.requests[0]?.form['scope']).not.toContain(application.clientId);
  });
});
