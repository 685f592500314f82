import { describe, expect, test } from '@jest/globals';
import { runInProcess } from '../support/in-process.ts';
import { startRevocationWorld, type RevocationWorld } from '../support/revocation-world.ts';
import { watchConnection } from '../support/watched-connection.ts';

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
