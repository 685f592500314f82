import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parseKeyValues } from '../emulators/runner/file-commands.ts';
import type { Inputs } from './support/credentials.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from './support/in-process.ts';
import { watchConnection } from './support/watched-connection.ts';
import { startWorld } from './support/world.ts';

const world = await startWorld();
afterEach(() => world.emulator.reset());

const ofOrganization = { verify: 'org', 'org-id': '999999999999999999' };
const wanted = (change: Inputs): Inputs => ({ ...world.inputsOf(), ...ofOrganization, ...change });
const savedToken = (): string =>
  parseKeyValues(readFileSync(process.env['GITHUB_STATE'] ?? '', 'utf8'))['access_token'] ?? '';

/** The events of a failing step, in order. */
async function eventsOf(inputs: Inputs): Promise<{ step: InProcessResult; events: string[] }> {
  const events: string[] = [];
  const { connect } = watchConnection((call) => {
    const [, kind = call] = /(oauth\/v2\/\w+|orgs\/me|DELETE)/.exec(call) ?? [];
    events.push(savedToken() === '' ? kind : `${kind} (the token is saved)`);
  });
  const onText = (text: string): void => {
    if (text.includes('::error')) events.push(savedToken() === '' ? 'error' : 'error (the token is saved)');
  };
  return { step: await runInProcess({ inputs, connect, onText }), events };
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
    const { step, events } = await eventsOf(wanted({ revoke: 'true', 'timeout-seconds': '1' }));
    expect(step.outputs).toEqual({ failure: 'network' });
    expect(events.slice(-2)).toEqual(['oauth/v2/revoke (the token is saved)', 'error']);
    expect(step.log.text).toContain('The step failed, so the access token was revoked.');
  });

  test('delays the failure by no more than 5 s', async () => {
    world.emulator.fault({ kind: 'stall', on: '/oauth/v2/revoke', times: 9 });
    const step = await runInProcess({ inputs: wanted({ revoke: 'true' }) });
    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(step.milliseconds).toBeGreaterThan(4_500);
    expect(step.milliseconds).toBeLessThan(7_000);
    expect(step.log.text).not.toContain('timeout-seconds');
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
