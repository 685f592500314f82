import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Inputs } from '../support/credentials.ts';
import { parseKeyValues } from '../../emulators/runner/file-commands.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from '../support/in-process.ts';
import { watchConnection } from '../support/watched-connection.ts';
import { startWorld } from '../support/world.ts';

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

describe('a token that has expired', () => {
  test('is deleted from the list with a new token, which is then revoked', async () => {
    const before = count();
    const state = await mainStep(bySecret(), true);
    const post = await revokeInProcess({ inputs: bySecret() }, state);
    expect(count()).toBe(before);
    expect(post.log.annotations).toEqual([]);
    expect(post.log.text).toContain(
      `The access token is no longer valid, and personal access token ${state['token_id']} of user ${state['user_id']} is no longer in the account's list at ${world.emulator.origin}.`,
    );
    const token = world.emulator.requests.at(-1)?.form['token'] ?? '';
    expect(post.log.masks).toContain(token);
    expect(await world.judge(token)).toEqual({ userinfo: 401, organization: 401 });
  });

  test('stays in the list when the key file is gone, and one line names the entry', async () => {
    const before = count();
    const state = await mainStep(byKeyFile(), true);
    const post = await revokeInProcess({ inputs: byKeyFile() }, state);
    expect(count()).toBe(before + 1);
    expect(post.log.annotations).toEqual([]);
    expect(post.log.text).toContain(
      `The access token is no longer valid, but personal access token ${state['token_id']} of user ${state['user_id']} is still in the account's list at ${world.emulator.origin}. The file "key.json" of 'service-account-key-file' does not exist`,
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
    expect(world.calls()).toEqual([
      'POST /v2/users/pats/search',
      `DELETE /v2/users/${state['user_id']}/pats/${state['token_id']}`,
    ]);
    expect(post.log.text).toBe(`Deleted the access token at ${world.emulator.origin}.`);
  });

  test.each([
    ['no inputs, as in a nested composite action', () => ({}), []],
    ['an invalid input', () => ({ ...bySecret(), 'ca-certificate': '-----BEGIN CERTIFICATE-----' }), []],
    [
      'another origin',
      () => ({ ...bySecret(), domain: 'acme.zitadel.cloud', headers: 'x-gateway-key: Gw4tQ9sLm2' }),
      [
        /^The token was issued by .*, but the inputs now name https:\/\/acme\.zitadel\.cloud\. Nothing of the inputs was sent/,
      ],
    ],
  ])('is deleted at its origin with %s', async (_what, inputs, warnings) => {
    const before = count();
    const state = await mainStep(bySecret());
    const post = await revokeInProcess({ inputs: inputs() }, state);
    expect(count()).toBe(before);
    expect(post.log.text).toContain(`Deleted the access token at ${world.emulator.origin}.`);
    expect(post.log.annotations.map(({ message }) => message)).toEqual(
      warnings.map((warning) => expect.stringMatching(warning)),
    );
    const sent = world.emulator.requests.map(({ headers }) => headers['authorization'] ?? '');
    expect(new Set(sent)).toEqual(new Set([`Bearer ${state['access_token']}`]));
    expect(JSON.stringify(world.emulator.requests)).not.toContain('Gw4tQ9sLm2');
  });

  test.each([
    ['a page', { status: 200, body: '<html><title>Login</title></html>' }, 'an HTML page titled "Login"'],
    ['an empty response', { status: 200, body: '' }, 'an empty body'],
    ['an empty object', { status: 200, body: '{}' }, 'status 200'],
    ['an error with status 200', { status: 200, body: '{"error":"blocked by policy"}' }, 'blocked by policy'],
    ['damaged JSON', { status: 200, body: '{<html>' }, 'status 200'],
    ['a rejection', { status: 403, body: '{"code":7,"message":"no (AUTH-1234)"}' }, 'AUTH-1234'],
    ['an outage', { status: 503, body: '' }, 'status 503'],
  ])('is not deleted by %s: a warning', async (_what, response, says) => {
    const inputs = { ...bySecret(), 'timeout-seconds': '2' };
    const state = await mainStep(inputs);
    world.emulator.fault({ kind: 'answer', on: /\/pats\/\d/, times: 99, ...response });
    const post = await revokeInProcess({ inputs }, state);
    const [warning = ''] = post.log.annotations.map(({ message }) => message);
    expect(warning).toContain(
      `What may be left: personal access token ${state['token_id']} of user ${state['user_id']}. `,
    );
    expect(warning).toContain(says);
    expect(warning).not.toContain('timeout-seconds');
    expect(post.log.text).not.toContain('Deleted');
    world.emulator.reset();
    await revokeInProcess({ inputs }, state);
  });

  test('and was deleted by an administrator: the log claims neither an expiration nor a deletion', async () => {
    const state = await mainStep(bySecret());
    world.emulator.state.personalAccessTokens.delete(state['access_token'] ?? '');
    const post = await revokeInProcess({ inputs: bySecret() }, state);
    expect(post.log.text).toContain(
      `The access token is no longer valid, and personal access token ${state['token_id']} of user ${state['user_id']} is no longer in the account's list at ${world.emulator.origin}.`,
    );
  });

  test('and was deleted already is not a warning', async () => {
    const state = await mainStep(bySecret());
    const body = '{"code":5,"message":"Personal Access Token not found (COMMAND-4m77G)"}';
    world.emulator.fault({ kind: 'answer', on: /\/pats\/\d/, status: 404, body });
    const post = await revokeInProcess({ inputs: bySecret() }, state);
    expect(post.log.annotations).toEqual([]);
    await revokeInProcess({ inputs: bySecret() }, state);
  });
});

const ofOrganization = { verify: 'org', 'org-id': '999999999999999999' };
const wanted = (change: Inputs): Inputs => ({ ...world.inputsOf(), ...ofOrganization, ...change });
const isSaved = (): boolean => {
  const state = parseKeyValues(readFileSync(process.env['GITHUB_STATE'] ?? '', 'utf8'), 'win32');
  return (state['origin'] ?? '') !== '' && (state['access_token'] ?? '') !== '';
};

/** The events of a failing step, in order. */
async function eventsOf(inputs: Inputs, silentAt?: string): Promise<{ step: InProcessResult; events: string[] }> {
  const events: string[] = [];
  const { connect } = watchConnection((call) => {
    const [, kind = call] = /(oauth\/v2\/\w+|orgs\/me|DELETE)/.exec(call) ?? [];
    events.push(isSaved() ? `${kind} (the token is saved)` : kind);
  });
  const onText = (text: string): void => {
    if (text.includes('::error')) events.push(isSaved() ? 'error (the token is saved)' : 'error');
  };
  const isSilent = (): boolean => world.emulator.requests.at(-1)?.path === silentAt;
  return { step: await runInProcess({ inputs, connect, onText, isSilent }), events };
}

describe('a token whose verification failed', () => {
  test('is saved, verified, revoked, and only then is the failure reported', async () => {
    const { step, events } = await eventsOf(wanted({ revoke: 'true' }));
    expect(events).toEqual([
      'oauth/v2/token',
      'orgs/me (the token is saved)',
      'oauth/v2/revoke (the token is saved)',
      'error',
    ]);
    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(step.log.text).toContain('The step failed, so the access token was revoked.');
    const token = world.emulator.requests.at(-1)?.form['token'] ?? '';
    expect(await world.judge(token)).toEqual({ userinfo: 401, organization: 401 });
  });

  test('is deleted, with token-lifetime-minutes', async () => {
    const before = world.emulator.state.personalAccessTokens.size;
    const { step, events } = await eventsOf(wanted({ 'token-lifetime-minutes': '10' }));
    expect(events.at(0)).toBe('oauth/v2/token');
    expect(events.slice(-2)).toEqual(['DELETE (the token is saved)', 'error']);
    expect(events).toContain('orgs/me (the token is saved)');
    expect(step.log.text).toContain('The step failed, so the access token was deleted.');
    expect(world.emulator.state.personalAccessTokens.size).toBe(before);
  });

  test.each<[string, Inputs]>([
    ['revoke', { revoke: 'true' }],
    ['token-lifetime-minutes', { 'token-lifetime-minutes': '10' }],
  ])('leaves nothing to do for the post step, with %s', async (_what, change) => {
    const main = await runInProcess({ inputs: wanted(change) });
    world.emulator.reset();
    const post = await revokeInProcess({ inputs: wanted(change) }, main.state);
    expect([post.stdout, world.calls()]).toEqual(['', []]);
  });

  test('stays valid without revoke', async () => {
    const main = await runInProcess({ inputs: wanted({}) });
    expect([main.failed, main.state]).toEqual([true, {}]);
    expect(world.calls()).not.toContain('POST /oauth/v2/revoke');
  });

  test.each<[string, Inputs, string, string]>([
    ['revoke', { revoke: 'true' }, '/oauth/v2/revoke', 'Revoked the access token'],
    ['token-lifetime-minutes', { 'token-lifetime-minutes': '10' }, '/v2/users/', 'Deleted the access token'],
  ])('is removed by the post step if the attempt fails, with %s', async (_what, change, path, says) => {
    const on = path === '/v2/users/' ? /\/pats\/\d/ : path;
    world.emulator.fault({ kind: 'answer', on, status: 403, body: '<html><title>Blocked</title></html>' });
    const main = await runInProcess({ inputs: wanted(change) });
    expect(main.outputs).toEqual({ failure: 'verification' });
    expect(main.log.annotations.map(({ level }) => level)).toEqual(['error']);
    expect(main.log.text).toMatch(
      /The access token is not \w+ yet; the post step tries again\. The \w+ was rejected: /,
    );
    const post = await revokeInProcess({ inputs: wanted(change) }, main.state);
    expect(post.log.text).toContain(says);
    expect(post.log.annotations).toEqual([]);
  });

  test('is revoked within a separate time limit, after the time limit of the step', async () => {
    world.emulator.fault({ kind: 'stall', on: '/management/v1/orgs/me', times: 9 });
    const { step, events } = await eventsOf(
      wanted({ revoke: 'true', 'timeout-seconds': '5' }),
      '/management/v1/orgs/me',
    );
    expect(step.outputs).toEqual({ failure: 'network' });
    expect(events.slice(-2)).toEqual(['oauth/v2/revoke (the token is saved)', 'error']);
    expect(step.log.text).toContain('The step failed, so the access token was revoked.');
  });

  test('delays the failure by no more than 5 s', async () => {
    world.emulator.fault({ kind: 'stall', on: '/oauth/v2/revoke', times: 9 });
    const { step } = await eventsOf(wanted({ revoke: 'true' }), '/oauth/v2/revoke');
    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(Math.floor(step.milliseconds / 100)).toBe(50);
    expect(step.log.text).not.toContain('timeout-seconds');
    world.emulator.reset();
    await revokeInProcess({ inputs: wanted({ revoke: 'true' }) }, step.state);
  });
});

test('a token is also withdrawn when it cannot be exported', async () => {
  const before = world.emulator.state.personalAccessTokens.size;
  const inputs = { ...world.inputsOf(), 'token-lifetime-minutes': '10' };
  const { connect } = watchConnection((call) => {
    // Nothing can be written to a directory.
    if (call.endsWith('/pats')) process.env['GITHUB_OUTPUT'] = '/';
  });
  const step = await runInProcess({ inputs, connect });
  expect(step.failed).toBe(true);
  expect(step.log.text).toContain('The step failed, so the access token was deleted.');
  expect(world.emulator.state.personalAccessTokens.size).toBe(before);
});
