import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { startEmulator, type Emulator } from '../../emulators/zitadel/emulator.ts';
import { addKey } from '../../emulators/zitadel/keys.ts';
import { addPersonalAccessToken } from '../../emulators/zitadel/personal-access-tokens.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import type { User, Version } from '../../emulators/zitadel/state.ts';
import { toTheSecond } from '../../src/util/time.ts';
import { runInProcess } from '../support/in-process.ts';
import { rsa } from '../support/keys.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const never = '9999-12-31T23:59:59Z';
const search = { keys: 'POST /v2/users/keys/search', pats: 'POST /v2/users/pats/search' };

const now = (): number => Date.UTC(2026, 10, 24, 5, 0, 0);

/** A date this number of days from now, plus some minutes, so that the duration of the test does not matter. */
function inDays(days: number): string {
  return toTheSecond(Date.now() + days * dayMs + 5 * minuteMs);
}

describe('a key file with a date', () => {
  let emulator: Emulator;
  let key: { keyId: string; userId: string; keyJson: string };
  beforeAll(async () => {
    emulator = await startEmulator({ now });
    key = addServiceAccount(emulator.state, { userName: 'ci-bot', key: true });
  });
  beforeEach(() => emulator.reset());
  afterAll(async () => await emulator.close());

  const keyWith = (expirationDate: unknown): Record<string, string> => ({
    domain: emulator.origin,
    'service-account-key': JSON.stringify({ ...JSON.parse(key.keyJson), expirationDate }),
  });

  test.each([
    // date, days, warning
    ['2026-12-08T05:00:00Z', '14', 'in 14 days'],
    ['2026-12-08T05:00:01Z', '14', 'none'],
    ['2026-12-08T05:00:01Z', '15', 'in 14 days'],
    ['2026-11-25T04:00:00Z', '', 'in 23 hours'],
    ['2026-11-25T06:00:00Z', '1', 'none'],
    ['2026-11-24T05:00:02Z', '1', 'in 2 seconds'],
    ['2026-11-24T05:00:02Z', '0', 'none'],
    ['2036-11-20T05:00:00Z', '3650', 'in 10 years'],
    ['9999-12-31T23:59:59Z', '3650', 'none'],
    ['', '3650', 'none'],
  ])('%s, to be warned of %s days ahead: %s', async (date, days, warning) => {
    const inputs = { ...keyWith(date === '' ? undefined : date), 'expiry-warning-days': days };

    const { outputs, log, failed } = await runInProcess({ inputs, now });

    expect(failed).toBe(false);
    expect(outputs['credential_expires_at'] ?? '').toBe(date === never ? '' : date);
    expect(log.annotations.map(({ level, message }) => `${level}: ${message.split('. ')[0]}`)).toEqual(
      warning === 'none' ? [] : [`warning: The key expires on ${date}, ${warning}`],
    );
    for (const { message } of log.annotations) {
      expect(message.split('\n').at(-2)).toBe(
        `Instance: ${emulator.origin}; credential: key "${key.keyId}" of user "${key.userId}".`,
      );
    }
    expect(/ {2}Credential expires: (\S+)/.exec(log.text)?.[1] ?? '').toBe(date === never ? 'never' : date);
  });

  test.each(['2026-11-24T05:00:00Z', '2026-11-23T05:00:00Z'])(
    'of %s is rejected, and nothing is sent',
    async (date) => {
      const { outputs, log, summary } = await runInProcess({
        inputs: { ...keyWith(date), 'job-summary': 'true' },
        now,
      });

      expect(outputs).toEqual({
        failure: 'credential',
        credential_expires_at: date,
        credential_expires_in_days: expect.stringMatching(/^(0|-1)$/),
      });
      expect(summary).toMatch(new RegExp(`^- Credential expires: \`${date} \\((0 seconds|24 hours) ago\\)\`$`, 'm'));
      expect(emulator.requests).toEqual([]);
      expect(log.annotations.map(({ title }) => title)).toEqual(['ZITADEL: credential rejected']);
      expect(log.annotations[0]?.message).toMatch(new RegExp(`^The key expired on ${date} \\(.* ago\\)`));
      expect(log.annotations[0]?.message).toContain('\nFix: Create a new key');
    },
  );

  test('is an output also of a step that fails later', async () => {
    const refusal = { error: 'invalid_request', error_description: 'Errors.User.NotActive' };
    emulator.fault({ kind: 'answer', status: 400, body: JSON.stringify(refusal) });
    const { outputs } = await runInProcess({ inputs: keyWith('2027-03-01T12:00:00Z'), now });
    expect(outputs).toEqual({
      failure: 'credential',
      credential_expires_at: '2027-03-01T12:00:00Z',
      credential_expires_in_days: '97',
    });
  });
});

const versions: readonly Version[] = ['v4.13.1', 'v4.x'];

describe.each(versions)('asked from the server, %s', (version) => {
  let emulator: Emulator;
  let user: User;
  beforeAll(async () => {
    emulator = await startEmulator({ version });
  });
  afterAll(async () => await emulator.close());
  beforeEach(() => {
    emulator.reset();
    const { userId: id } = addServiceAccount(emulator.state, { userName: crypto.randomUUID(), secret: true });
    user = emulator.state.users.get(id)!;
  });

  const ownKey = (expirationDate: string): Record<'domain' | 'private-key' | 'key-id' | 'user-id', string> => {
    const { key } = addKey(emulator.state, { user, publicKey: rsa.publicKey, expirationDate });
    return { domain: emulator.origin, 'private-key': rsa.pkcs8, 'key-id': key.id, 'user-id': user.id };
  };
  const tokenWith = (...dates: string[]): Record<string, string> => {
    const made = dates.map((expirationDate) => addPersonalAccessToken(emulator.state, { user, expirationDate }));
    return { domain: emulator.origin, 'personal-access-token': made[0]?.token ?? '' };
  };
  const calls = (): string[] => emulator.requests.map(({ method, path }) => `${method} ${path}`);

  test('the expiry of a key pair is found by its key ID, among other keys of the account', async () => {
    const [soon, later] = [inDays(3), inDays(300)];
    ownKey(later);
    const inputs = { ...ownKey(soon), verify: 'userinfo' };
    ownKey(later);

    const { outputs, log } = await runInProcess({ inputs });

    expect(outputs).toMatchObject({ credential_expires_at: soon, user_id: user.id });
    expect(log.annotations.map(({ message }) => message.split('. ')[0])).toEqual([
      `The key expires on ${soon}, in 3 days`,
    ]);
    expect(calls()).toEqual(['POST /oauth/v2/token', 'GET /oidc/v1/userinfo', search.keys]);
    expect(emulator.requests[2]).toMatchObject({
      body: JSON.stringify({ filters: [{ keyIdFilter: { id: inputs['key-id'] } }] }),
      headers: { authorization: `Bearer ${outputs['access_token']}`, 'content-type': 'application/json' },
    });
  });

  test('an own key pair that never ends has no date', async () => {
    const { outputs, log } = await runInProcess({ inputs: { ...ownKey(never), verify: 'userinfo' } });
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(log.text).toContain('  Credential expires: never');
    expect(log.annotations).toEqual([]);
  });

  test("another key's date is not taken for its own", async () => {
    const other = { id: '111', expirationDate: inDays(3) };
    emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify({ result: [other] }), on: /keys\/search$/ });
    const { outputs, log } = await runInProcess({ inputs: { ...ownKey(never), verify: 'userinfo' } });
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(log.annotations).toEqual([]);
  });

  test('an assertion without a key ID: nothing is requested', async () => {
    const claims = { iss: user.id, sub: user.id, aud: emulator.origin };
    const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(rsa.privateKey);
    const answer = { access_token: emulator.adminToken, token_type: 'Bearer' };
    emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify(answer), on: '/oauth/v2/token' });
    const { outputs } = await runInProcess({ inputs: { domain: emulator.origin, assertion, verify: 'userinfo' } });
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(calls()).toEqual(['POST /oauth/v2/token', 'GET /oidc/v1/userinfo']);
  });

  test('without verify nothing is requested', async () => {
    const { outputs } = await runInProcess({ inputs: ownKey(inDays(3)) });
    expect(outputs['access_token']).toBeDefined();
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(calls()).toEqual(['POST /oauth/v2/token']);

    emulator.reset();
    await runInProcess({ inputs: tokenWith(inDays(3)) });
    expect(calls()).toEqual([]);
  });

  test('a client secret has no expiry, and nothing is requested', async () => {
    const inputs = { domain: emulator.origin, 'client-id': user.userName, 'client-secret': user.clientSecret ?? '' };
    const { outputs } = await runInProcess({ inputs: { ...inputs, verify: 'userinfo' } });
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(calls()).toEqual(['POST /oauth/v2/token', 'GET /oidc/v1/userinfo']);
  });

  test('the expiry of the only personal access token is found by the user ID of userinfo', async () => {
    const date = inDays(10);

    const { outputs, log } = await runInProcess({ inputs: { ...tokenWith(date), verify: 'userinfo' } });

    expect(outputs).toMatchObject({ credential_expires_at: date, user_id: user.id });
    expect(calls()).toEqual(['GET /oidc/v1/userinfo', search.pats]);
    expect(emulator.requests[1]?.body).toBe(JSON.stringify({ filters: [{ userIdFilter: { id: user.id } }] }));
    expect(log.text).toMatch(new RegExp(`Credential expires: ${date} \\(in 10 days\\)$`, 'm'));
    expect(log.annotations[0]?.message.split('. ')[0]).toBe(`The personal access token expires on ${date}, in 10 days`);
  });

  test('of several the earliest still ahead, and that it is that', async () => {
    const [gone, soon, later] = [inDays(-3), inDays(5), inDays(50)];
    emulator.state.memberships.push({
      userId: user.id,
      of: { organizationId: user.organizationId },
      roles: ['ORG_OWNER_VIEWER'],
    });

    const { outputs, log } = await runInProcess({ inputs: { ...tokenWith(later, never, gone, soon), verify: 'org' } });

    expect(outputs['credential_expires_at']).toBe(soon);
    expect(calls()).toEqual(['GET /management/v1/orgs/me', 'GET /oidc/v1/userinfo', search.pats]);
    expect(log.annotations[0]?.message.split('. ')[0]).toBe(
      `The personal access token expires on ${soon}, in 5 days ` +
        `(the earliest of the account's 3 personal access tokens)`,
    );
    expect(log.text).toContain(`(in 5 days), the earliest of the account's 3 tokens`);
  });

  test('a token of hours may be this one, so the date of a lasting one is not reported for it', async () => {
    const inAnHour = toTheSecond(Date.now() + 3_600_000);
    const inputs = { ...tokenWith(inAnHour, inDays(1000)), verify: 'userinfo' };
    const { outputs, log } = await runInProcess({ inputs });
    expect(outputs['credential_expires_at']).toBe(inAnHour);
    expect(log.annotations[0]?.message).toContain(`(the earliest of the account's 2 personal access tokens)`);
  });

  test.each([
    ['has its own date', 3_600, undefined, 'not a personal access token. It expires on'],
    ['has expired', -3_600, 'credential', 'The access token expired on'],
  ])('an access token that is stored as a personal access token %s', async (_what, seconds, failure, says) => {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const token = await new SignJWT({ sub: user.id, exp }).setProtectedHeader({ alg: 'RS256' }).sign(rsa.privateKey);
    const inputs = { domain: emulator.origin, 'personal-access-token': token, 'expiry-warning-days': '0' };
    const { outputs, log } = await runInProcess({ inputs });
    expect(outputs['credential_expires_at']).toBe(toTheSecond(exp * 1000));
    expect(outputs['failure']).toBe(failure);
    expect(log.annotations.map(({ message }) => message)).toEqual([expect.stringContaining(says)]);
  });

  test('of more than a page of tokens, none is reported', async () => {
    const inputs = { ...tokenWith(inDays(1000)), verify: 'userinfo' };
    const body = JSON.stringify({ pagination: { totalResult: '101' }, result: [{ expirationDate: inDays(3) }] });
    emulator.fault({ kind: 'answer', status: 200, on: /pats\/search$/, body });
    const { outputs, log } = await runInProcess({ inputs });
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(log.annotations).toEqual([]);
  });

  test('a personal access token that never expires has no date', async () => {
    const { outputs, log } = await runInProcess({ inputs: { ...tokenWith(never), verify: 'userinfo' } });
    expect(outputs).not.toHaveProperty('credential_expires_at');
    expect(log.text).toContain('  Credential expires: never');
    expect(log.annotations).toEqual([]);
  });
});
