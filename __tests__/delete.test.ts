import { afterEach, describe, expect, test } from '@jest/globals';
import { expectNotRevoked } from './support/expect-not-revoked.ts';
import type { Inputs } from './support/credentials.ts';
import { revokeInProcess, runInProcess } from './support/in-process.ts';
import { startWorld } from './support/world.ts';

const world = await startWorld();
afterEach(() => world.emulator.reset());

const expired = '2025-01-01T00:00:00.123456Z';
const bySecret = (): Inputs => ({ ...world.inputsOf(), 'token-lifetime-minutes': '10' });
const byKeyFile = (): Inputs => ({
  ...world.inputsOf('ci-bot', 'key file'),
  'token-lifetime-minutes': '10',
  'revocation-client-id': world.application.clientId,
});
const count = (): number => world.emulator.state.personalAccessTokens.size;

/** Runs the main step, and lets its token expire at the server. */
async function mainStep(inputs: Inputs, isExpired = false): Promise<Readonly<Record<string, string>>> {
  const { 'service-account-key-file': file } = inputs;
  const files: Record<string, string> = file === undefined ? {} : { [file]: world.account('ci-bot').keyJson };
  const { state, failed } = await runInProcess({ inputs, files });
  expect(failed).toBe(false);
  const entry = world.emulator.state.personalAccessTokens.get(state['access_token'] ?? '');
  if (isExpired && entry !== undefined) entry.expirationDate = expired;
  world.emulator.reset();
  return state;
}

/** The token has expired by the clock of this runner, or only by the clock of the server. */
const clocks: readonly [
  string,
  string,
  (state: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
][] = [
  ['by the clock of the runner', 'has expired', (state) => ({ ...state, expires_at: String(Date.parse(expired)) })],
  ['by the clock of the server alone', 'is no longer valid', (state) => state],
];

describe.each(clocks)('a token that has expired %s', (_what, says, seen) => {
  test('is deleted from the list with a new token, which is then revoked', async () => {
    const before = count();
    const state = await mainStep(bySecret(), true);
    const post = await revokeInProcess({ inputs: bySecret() }, seen(state));
    expect(count()).toBe(before);
    expect(post.log.annotations).toEqual([]);
    expect(post.log.text).toBe(
      `The access token ${says}, and personal access token ${state['token_id']} of user ${state['user_id']} is no longer in the account's list at ${world.emulator.origin}.`,
    );
    const token = world.emulator.requests.at(-1)?.form['token'] ?? '';
    expect(post.log.masks).toContain(token);
    expect(await world.judge(token)).toEqual({ userinfo: 401, organization: 401 });
  });

  test('stays in the list when the key file is gone, and one line names the entry', async () => {
    const before = count();
    const state = await mainStep(byKeyFile(), true);
    const post = await revokeInProcess({ inputs: byKeyFile() }, seen(state));
    expect(count()).toBe(before + 1);
    expect(post.log.annotations).toEqual([]);
    expect(post.log.text).toContain(
      `The access token ${says}, but personal access token ${state['token_id']} of user ${state['user_id']} is still in the account's list at ${world.emulator.origin}. The file "key.json" of 'service-account-key-file' does not exist`,
    );
    world.emulator.state.personalAccessTokens.delete(state['access_token'] ?? '');
  });
});

describe('a token that is valid', () => {
  test('is deleted by itself, also when the key file is gone', async () => {
    const before = count();
    const state = await mainStep(byKeyFile());
    const post = await revokeInProcess({ inputs: byKeyFile() }, state);
    expect(count()).toBe(before);
    expect(world.calls()).toEqual([`DELETE /v2/users/${state['user_id']}/pats/${state['token_id']}`]);
    expect(post.log.text).toBe(`Deleted the access token at ${world.emulator.origin}.`);
  });

  test('is not sent to another origin', async () => {
    const state = await mainStep(bySecret());
    const post = await revokeInProcess({ inputs: { ...bySecret(), domain: 'acme.zitadel.cloud' } }, state);
    expectNotRevoked(
      post,
      `The token was issued by ${world.emulator.origin}, but the inputs now name https://acme.zitadel.cloud`,
    );
    expect(world.calls()).toEqual([]);
    await revokeInProcess({ inputs: bySecret() }, state);
  });

  test.each([
    ['a page', { status: 200, body: '<html><title>Login</title></html>' }, 'an HTML page titled "Login"'],
    ['an empty response', { status: 200, body: '' }, 'an empty body'],
    ['a rejection', { status: 403, body: '{"code":7,"message":"no (AUTH-1234)"}' }, 'AUTH-1234'],
    ['an outage', { status: 503, body: '' }, 'status 503'],
  ])('is not deleted by %s: a warning', async (_what, response, says) => {
    const inputs = { ...bySecret(), 'timeout-seconds': '2' };
    const state = await mainStep(inputs);
    world.emulator.fault({ kind: 'answer', on: /\/pats\//, times: 99, ...response });
    const post = await revokeInProcess({ inputs }, state);
    expectNotRevoked(
      post,
      says,
      `Delete personal access token ${state['token_id']} of user ${state['user_id']} in ZITADEL.`,
    );
    world.emulator.reset();
    await revokeInProcess({ inputs }, state);
  });

  test('and was deleted by an administrator: the log claims neither an expiration nor a deletion', async () => {
    const state = await mainStep(bySecret());
    world.emulator.state.personalAccessTokens.delete(state['access_token'] ?? '');
    const post = await revokeInProcess({ inputs: bySecret() }, state);
    expect(post.log.text).toBe(
      `The access token is no longer valid, and personal access token ${state['token_id']} of user ${state['user_id']} is no longer in the account's list at ${world.emulator.origin}.`,
    );
  });

  test('and was deleted already is not a warning', async () => {
    const state = await mainStep(bySecret());
    const body = '{"code":5,"message":"Personal Access Token not found (COMMAND-4m77G)"}';
    world.emulator.fault({ kind: 'answer', on: /\/pats\//, status: 404, body });
    const post = await revokeInProcess({ inputs: bySecret() }, state);
    expect(post.log.annotations).toEqual([]);
    await revokeInProcess({ inputs: bySecret() }, state);
  });
});
