import { describe, expect, test } from '@jest/globals';
import { credentials, holder, type Inputs } from '../support/credentials.ts';
import { runInProcess } from '../support/in-process.ts';
import { watchConnection } from '../support/watched-connection.ts';
import { startWorld } from '../support/world.ts';

const audience = 'urn:zitadel:iam:org:project:id:zitadel:aud';
const secret = credentials['client secret'].inputs(holder);
const tenMinutes = { domain: 'https://acme.zitadel.cloud', 'token-lifetime-minutes': '10' };

describe('rejected before anything is sent', () => {
  test.each<[string, Inputs, string]>([
    [
      'a personal access token',
      credentials['personal access token'].inputs(holder),
      `'token-lifetime-minutes' does not work with a personal access token, because other jobs may use it.
Instance: https://acme.zitadel.cloud; credential: personal access token.
Fix: Remove 'token-lifetime-minutes', or use a client secret or a key.
Help: docs/troubleshooting.md#revoke-personal-access-token`,
    ],
    [
      'scopes without the audience of ZITADEL',
      { ...secret, scopes: 'openid' },
      `'token-lifetime-minutes' needs the audience of ZITADEL's APIs, which 'scopes' does not contain.
Instance: https://acme.zitadel.cloud; credential: client secret of "${holder.loginName}".
Fix: Add ${audience} to 'scopes', or remove 'token-lifetime-minutes'.
Help: docs/troubleshooting.md#org-without-audience`,
    ],
  ])('%s', async (_what, inputs, message) => {
    const { connect, sent } = watchConnection();
    const step = await runInProcess({ inputs: { ...tenMinutes, ...inputs }, connect });
    expect(step.outputs['failure']).toBe('config');
    const errors = step.log.annotations.filter(({ level }) => level === 'error');
    expect(errors.map((error) => error.message)).toEqual([message]);
    expect([sent, step.state]).toEqual([[], {}]);
  });

  test.each(['0', '721', '10.5', '-1', '10m', 'ten'])('%s minutes', async (minutes) => {
    const { connect, sent } = watchConnection();
    const inputs = { ...tenMinutes, ...secret, 'token-lifetime-minutes': minutes };
    const step = await runInProcess({ inputs, connect });
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(step.log.annotations[0]?.message).toContain(`The input 'token-lifetime-minutes' is invalid: "${minutes}".`);
    expect(step.log.annotations[0]?.message).toContain(
      `Fix: Set 'token-lifetime-minutes' to a whole number from 1 to 720.\n`,
    );
    expect(sent).toEqual([]);
  });

  test.each(['.', '..', 'a'.repeat(201)])('a user ID of %s', async (userId) => {
    const { connect, sent } = watchConnection();
    const inputs = { ...tenMinutes, ...credentials['own key pair'].inputs(holder), 'user-id': userId };
    expect((await runInProcess({ inputs, connect })).outputs['failure']).toBe('config');
    expect(sent).toEqual([]);
  });
});

describe('a warning that projects and roles have no effect on the exported token', () => {
  const warning = 'the token is opaque and can do whatever the account can do';

  test.each<[string, Inputs]>([
    ['project-ids', { 'project-ids': '312345678901234567' }],
    ['a scope of a role', { scopes: `${audience} urn:zitadel:iam:org:project:role:deployer` }],
    ['the scope of all roles', { scopes: `${audience} urn:zitadel:iam:org:projects:roles`, 'project-ids': '1' }],
  ])('with %s', async (_what, change) => {
    const world = await startWorld();
    const inputs = { ...world.inputsOf(), 'token-lifetime-minutes': '10', ...change };
    const { failed, log } = await runInProcess({ inputs });
    await world.emulator.close();
    expect(failed).toBe(false);
    expect(log.annotations.filter(({ message }) => message.includes(warning))).toHaveLength(1);
  });

  test.each<[string, Inputs]>([
    ['without them', {}],
    ['with the scope of the organization', { scopes: `${audience} urn:zitadel:iam:user:resourceowner` }],
    ['without token-lifetime-minutes', { 'token-lifetime-minutes': '', 'project-ids': '312345678901234567' }],
    ['with revoke, which changes nothing', { revoke: 'true' }],
  ])('not %s', async (_what, change) => {
    const world = await startWorld();
    const inputs = { ...world.inputsOf(), 'token-lifetime-minutes': '10', ...change };
    const { failed, log } = await runInProcess({ inputs });
    await world.emulator.close();
    expect([failed, log.annotations]).toEqual([false, []]);
  });
});
