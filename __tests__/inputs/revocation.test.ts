import { describe, expect, test } from '@jest/globals';
import { credentials, holder } from '../support/credentials.ts';
import { runInProcess } from '../support/in-process.ts';
import { revokingInputs } from '../support/revocations.ts';
import { watchConnection } from '../support/watched-connection.ts';
import { startWorld } from '../support/world.ts';

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
    [
      'with a client secret',
      { revoke: 'true' },
      `'revocation-client-id' is ignored: with a client secret the token is revoked by that`,
    ],
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
