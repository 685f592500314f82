import { describe, expect, test } from '@jest/globals';
import type { RecordedRequest } from '../emulators/zitadel/requests.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from './support/in-process.ts';
import { revocationNames, revokingInputs } from './support/revocations.ts';
import { startWorld } from './support/world.ts';

const worlds = await Promise.all((['v4.13.1', 'v4.x'] as const).map((version) => startWorld({ version })));
const valid = { userinfo: 200, organization: 200 };
const revoked = { userinfo: 401, organization: 401 };

describe.each(worlds)('$emulator.state.version', (world) => {
  const job = async (
    inputs: Readonly<Record<string, string>>,
  ): Promise<{ token: string; main: InProcessResult; during: object; post: InProcessResult }> => {
    const main = await runInProcess({ inputs });
    const token = main.state['access_token'] ?? main.outputs['access_token'] ?? '';
    const during = await world.judge(token);
    return { token, main, during, post: await revokeInProcess({ inputs }, main.state) };
  };
  const revocationsOf = (token: string): RecordedRequest[] =>
    world.emulator.requests.filter(({ path, form }) => path === '/oauth/v2/revoke' && form['token'] === token);

  test.each(revocationNames)('the token by %s is valid during the job, and revoked afterwards', async (name) => {
    const { main, token, during, post } = await job(revokingInputs(world, name));

    expect(main.log.text).toContain('  Revocation: the token is revoked when the job ends');
    expect(main.log.annotations).toEqual([]);
    expect(Object.keys(main.state).toSorted()).toEqual(['access_token', 'expires_at', 'origin']);
    expect(main.state).toMatchObject({ access_token: main.outputs['access_token'], origin: world.emulator.origin });
    expect(during).toEqual(valid);
    expect(post.log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
    expect(post.log.masks).toContain(token);
    expect([post.outputs, post.state, post.summary]).toEqual([{}, {}, '']);
    expect(await world.judge(token)).toEqual(revoked);
    expect(revocationsOf(token)).toHaveLength(1);
  });

  test('a secret revokes by Basic and its grant, a key by the public application', async () => {
    const secret = await job(revokingInputs(world, 'client secret'));
    const key = await job(revokingInputs(world, 'key JSON'));

    const [bySecret] = revocationsOf(secret.token);
    expect(bySecret).toMatchObject({ method: 'POST', path: '/oauth/v2/revoke' });
    expect(bySecret?.form).toEqual({
      grant_type: 'client_credentials',
      token: secret.token,
      token_type_hint: 'access_token',
    });
    expect(bySecret?.headers['authorization']).toMatch(/^Basic /);
    const [byKey] = revocationsOf(key.token);
    expect(byKey?.form).toEqual({
      client_id: world.application.clientId,
      token: key.token,
      token_type_hint: 'access_token',
    });
    expect(byKey?.headers).not.toHaveProperty('authorization');
  });

  test('without revoke the token stays valid after the job', async () => {
    const { main, token, post } = await job({ ...revokingInputs(world, 'client secret'), revoke: 'false' });
    expect(main.state).toEqual({});
    expect(post.stdout).toBe('');
    expect(await world.judge(token)).toEqual(valid);
  });
});

describe('the scopes that revocation needs', () => {
  test.each([
    ['client secret', ['ci-bot']],
    ['upper-case login name', ['CI-BOT', 'ci-bot']],
    [
      'suffixed login name in upper case',
      ['SUB@BOT@SUFFIX-ORG.LOCALHOST', 'SUB@BOT', 'sub@bot@suffix-org.localhost', 'sub@bot'],
    ],
    ['key JSON', ['350000000000000003']],
  ] as const)('by %s follow those that were given: %s', async (name, audiences) => {
    const world = await startWorld();
    await runInProcess({ inputs: { ...revokingInputs(world, name), scopes: 'openid' } });
    await world.emulator.close();
    const scopes = audiences.map((audience) => `urn:zitadel:iam:org:project:id:${audience}:aud`);
    expect(world.emulator.requests[0]?.form['scope']).toBe(['openid', ...scopes].join(' '));
  });
});
