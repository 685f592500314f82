import { describe, expect, test } from '@jest/globals';
import { openEmulator } from './support/emulator.ts';
import { expectNotRevoked } from './support/expect-not-revoked.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from './support/in-process.ts';
import { masksBeforeText, shownBeforeMasked } from './support/masked-first.ts';
import { revokingInputs } from './support/revocations.ts';
import { startWorld } from './support/world.ts';
import { watchConnection } from './support/watched-connection.ts';

const world = await startWorld();
const other = await openEmulator();
const inputs = revokingInputs(world, 'client secret');

const issue = async (): Promise<InProcessResult> => await runInProcess({ inputs });
const revocations = (): number => world.emulator.requests.filter(({ path }) => path.endsWith('/revoke')).length;

describe('the post step', () => {
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
    ['no address', { domain: '' }, `The input 'domain' is missing.`],
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

  test.each([
    ['has expired', -1, 'The access token has expired. Nothing is left to revoke.'],
    ['expires in a second', 1_000, undefined],
  ])('of a token that %s', async (_what, left, says) => {
    const { state } = await issue();
    const before = revocations();
    const expiresAt = Number(state['expires_at']);
    const { log, stdout } = await revokeInProcess({ inputs, now: () => expiresAt - left }, state);
    expect(log.annotations).toEqual([]);
    expect(log.text).toEqual(says ?? expect.stringContaining(`Revoked the access token at ${world.emulator.origin} (`));
    expect(stdout).not.toMatch(/^::warning/m);
    expect(revocations()).toBe(before + (says === undefined ? 1 : 0));
  });

  test('revokes a token without an expiration date', async () => {
    const body = '{"access_token":"opaque-token-without-an-end","token_type":"Bearer"}';
    world.emulator.fault({ kind: 'answer', status: 200, body });
    const { state, outputs } = await issue();
    expect(outputs).not.toHaveProperty('expires_at');
    expect(state).toEqual({
      access_token: 'opaque-token-without-an-end',
      expires_at: '',
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
