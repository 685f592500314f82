import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signedElsewhere } from '../../src/credentials/signed-assertion.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';
import { readInputs } from '../support/read-inputs.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { signJwt } from '../support/sign-jwt.ts';

/** Hints for a rejected assertion. They are shown only after the rejection, because an instance may have chosen its IDs. */

let instance: Instance;
let file: Readonly<Record<'key' | 'keyId' | 'userId', string>>;
beforeAll(async () => {
  instance = await startInstance();
  file = JSON.parse(instance.keyJson);
});
afterAll(async () => {
  await instance.emulator.close();
});

async function run(inputs: Record<string, string>): Promise<InProcessResult> {
  return await runInProcess({ inputs: { domain: instance.emulator.origin, ...inputs } });
}

/** The last line of the diagnosis, and the fix. */
function errorOf({ outputs, log }: InProcessResult): string[] {
  expect(outputs['failure']).toBe('credential');
  const message = log.annotations.find(({ level }) => level === 'error')?.message ?? '';
  return message
    .split('\n')
    .filter((line) => !/^(Instance|Help): /.test(line))
    .slice(2);
}

describe('a user ID that is not a number', () => {
  test("'user-id' is the login name", async () => {
    const inputs = { 'private-key': file.key, 'key-id': file.keyId, 'user-id': 'ci-bot' };
    const step = await run(inputs);

    expect(errorOf(step)).toEqual([
      `Possible causes: (1) key "${file.keyId}" was deleted, has expired, is not the one that signed, or belongs to another user or to an application; ` +
        `(2) user "ci-bot" was removed or is not a user ID, or 'key-id' and 'user-id' were exchanged; (3) both belong to another instance than ${instance.emulator.origin}.`,
      `Fix: Set 'user-id' to the user ID (a number), not to the login name. Otherwise: ` +
        `Check that "${file.keyId}" is among the keys on the page of this service account in ZITADEL. Only if not, create a new one. If the key was just created, re-run the step.`,
    ]);
    expect((await run({ ...inputs, 'user-id': file.userId })).failed).toBe(false);
  });

  test('"sub" of an assertion is the login name', async () => {
    const sign = (user: string): string =>
      signJwt(file.key, { kid: file.keyId }, { iss: user, sub: user, aud: instance.emulator.origin });

    expect(errorOf(await run({ assertion: sign('ci-bot') }))[1]).toMatch(/^Fix: Set "iss" and "sub" to the user ID/);
    expect((await run({ assertion: sign(file.userId) })).failed).toBe(false);
  });

  test('an ID that an instance chose by itself is accepted', async () => {
    const { state } = instance.emulator;
    const user = state.users.get(file.userId);
    const key = state.keys.get(file.keyId);
    if (user === undefined || key === undefined) throw new Error('The account is missing.');
    state.users.set('ci-bot', { ...user, id: 'ci-bot' });
    state.keys.set('own', { ...key, userId: 'ci-bot' });
    const step = await run({ 'private-key': file.key, 'key-id': 'own', 'user-id': 'ci-bot' });
    state.users.delete('ci-bot');

    expect(step.failed).toBe(false);
    expect(step.outputs['user_id']).toBe('ci-bot');
  });
});

describe('claims of an assertion', () => {
  const now = Math.floor(Date.now() / 1000);
  const times = '"iat" one minute before and "exp" five minutes after that time (numbers of seconds since 1970)';

  test.each([
    [
      '"iss" of another user',
      { iss: '424242' },
      'its "iss" and "sub" are not the same user ID',
      'Set both "iss" and "sub"',
    ],
    ['"exp" in milliseconds', { exp: (now + 300) * 1000 }, 'its "exp" is missing or not a number of seconds'],
    ['"iat" in milliseconds', { iat: (now - 60) * 1000 }, 'its "iat" is missing or not a number of seconds'],
    ['"exp" as a string', { exp: `${now + 300}` }, 'its "exp" is missing or not a number of seconds'],
    ['"iat" as a string', { iat: `${now - 60}` }, 'its "iat" is missing or not a number of seconds'],
    ['no "exp"', { exp: undefined }, 'its "exp" is missing or not'],
  ])('%s', async (_, claims, cause, fix = times) => {
    const sign = (more: object): string =>
      signJwt(
        file.key,
        { kid: file.keyId },
        { iss: file.userId, sub: file.userId, aud: instance.emulator.origin, ...more },
      );
    // The emulator accepts some times that the server rejects.
    instance.emulator.fault({
      kind: 'answer',
      on: '/oauth/v2/token',
      times: 2,
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"invalid_grant","error_description":"invalid assertion"}',
    });
    const step = await run({ assertion: sign(claims) });
    instance.emulator.reset();

    const text = step.log.annotations[0]?.message ?? '';
    expect(text).toContain(`The cause: ${cause}`);
    expect(text).toContain(fix);
    expect((await run({ assertion: sign({}) })).failed).toBe(false);
  });
});

describe("GitHub's own token in 'assertion'", () => {
  const issuer = 'https://acme.zitadel.cloud';

  function tokenOf(iss: string): string {
    return signJwt(file.key, {}, { iss, sub: 'repo:acme/shop:ref:refs/heads/main', aud: issuer });
  }

  test.each([
    'https://token.actions.githubusercontent.com',
    'https://token.actions.githubusercontent.com/acme',
    'https://token.actions.acme.ghe.com',
    'https://github.example.com/_services/token',
    'https://github.example.com:8443/_services/token',
    'https://github.example.com/_services/token/acme',
  ])('of %s', (iss) => {
    const { failure, topic, message, fix } = refusalOf(() =>
      readInputs({ assertion: tokenOf(iss) }).inputs.value('assertion'),
    );

    expect([failure, topic]).toEqual(['config', 'github-token']);
    expect(message).toBe(
      `The input 'assertion' contains GitHub's own OpenID Connect token, which ZITADEL does not accept.`,
    );
    expect(fix).toBe(
      `Sign in with it to a key management service, and sign an 'assertion' there with a key whose public half is uploaded to the service account.`,
    );
  });

  test.each([
    'https://token.actions.githubusercontent.com.example.com',
    'http://token.actions.githubusercontent.com',
    'https://github.example.com/services/token',
    '298765432109876543',
  ])('another issuer is left to ZITADEL: %s', (iss) => {
    expect(signedElsewhere(tokenOf(iss), issuer, Date.now()).type).toBe('jwt-bearer');
  });

  test('nothing is sent, and an assertion that a key signed works', async () => {
    instance.emulator.reset();
    const step = await run({ assertion: tokenOf('https://token.actions.githubusercontent.com') });

    expect(step.outputs).toEqual({ failure: 'config' });
    expect(instance.emulator.requests).toEqual([]);
  });
});
