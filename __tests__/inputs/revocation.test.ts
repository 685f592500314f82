import { describe, expect, test } from '@jest/globals';
import { credentials, holder } from '../support/credentials.ts';
import { revokeInProcess, runInProcess } from '../support/in-process.ts';
import { revokingInputs } from '../support/revocations.ts';
import { watchConnection } from '../support/watched-connection.ts';
import { addHolder, startWorld } from '../support/world.ts';

describe('before anything is sent, revoke', () => {
  const { domain, ...key } = { domain: 'acme.zitadel.cloud', revoke: 'true' };

  test.each([
    [
      'with a personal access token is rejected',
      { 'personal-access-token': 'p'.repeat(71) },
      `'revoke: true' does not work with a personal access token`,
    ],
    [
      'with an own key pair and no application is rejected',
      credentials['own key pair'].inputs(holder),
      `needs 'revocation-client-id'`,
    ],
    [
      'with an assertion and no application is rejected',
      credentials.assertion.inputs(holder),
      `needs 'revocation-client-id'`,
    ],
  ])('%s', async (_what, given, says) => {
    const { connect, sent } = watchConnection();
    const inputs = { domain, ...key, ...given };
    const step = await runInProcess({ inputs, connect });
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(step.log.annotations[0]?.message).toContain(says);
    expect(step.state).toEqual({});
    expect(sent).toEqual([]);
  });
});

describe('revocation-client-id', () => {
  test.each([
    ['with a client secret', { revoke: 'true' }, `'revocation-client-id' has no effect with a client secret`],
    ['without revoke', { revoke: 'false' }, `'revocation-client-id' has no effect without 'revoke: true'`],
  ])('%s is a warning', async (_what, change, says) => {
    const world = await startWorld();
    const { emulator, application } = world;
    const given = {
      ...revokingInputs(world, 'client secret'),
      ...change,
      'revocation-client-id': application.clientId,
    };
    const { failed, log } = await runInProcess({ inputs: given });
    expect(failed).toBe(false);
    expect(log.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(log.annotations[0]?.message).toContain(says);
    expect(emulator.requests[0]?.form['scope']).not.toContain(application.clientId);
  });
});

describe('a user name that contains white space, which no scope can contain', () => {
  const bySecret = credentials['client secret'].inputs({ ...holder, loginName: 'ci bot@acme.example.com' });
  const byBasic = credentials['basic-auth'].inputs({ ...holder, loginName: 'ci bot' });

  test.each([
    ['client-id', bySecret],
    ['basic-auth', byBasic],
  ])('by %s needs an application, and the step fails before anything is sent', async (_what, given) => {
    const { connect, sent } = watchConnection();
    const inputs = { domain: 'acme.zitadel.cloud', revoke: 'true', ...given };
    const step = await runInProcess({ inputs, connect });
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(step.log.annotations[0]?.message.split('\n')[0]).toBe(
      `'revoke: true' needs 'revocation-client-id' with a key, an assertion, or a user name that contains white space.`,
    );
    expect(step.log.annotations[0]?.message).toContain(`Replace 'revoke' with 'token-lifetime-minutes: 60'`);
    expect(sent).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['revocation-client-id', { revoke: 'true', 'revocation-client-id': '350000000000000003' }],
    ['token-lifetime-minutes', { 'token-lifetime-minutes': '10' }],
  ])('is served by %s', async (_what, change) => {
    const world = await startWorld();
    const spaced = addHolder(world.emulator, { userName: 'ci bot', secret: true, roles: ['ORG_OWNER_VIEWER'] });
    const inputs = { domain: world.emulator.origin, ...credentials['client secret'].inputs(spaced), ...change };
    const main = await runInProcess({ inputs });
    expect([main.failed, main.log.annotations]).toEqual([false, []]);
    const post = await revokeInProcess({ inputs }, main.state);
    expect(post.log.annotations).toEqual([]);
    expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual({ userinfo: 401, organization: 401 });
    await world.emulator.close();
  });
});
