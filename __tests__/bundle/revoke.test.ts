import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Version } from '../../emulators/zitadel/state.ts';
import { runMain, runPost, type StepResult } from '../../emulators/runner/run-step.ts';
import { startRevocationWorld, type RevocationWorld } from '../support/revocation-world.ts';

const versions: readonly Version[] = ['v4.13.1', 'v4.x'];
const alive = { userinfo: 200, organization: 200 };
const dead = { userinfo: 401, organization: 401 };

describe.each(versions)('%s', (version) => {
  let world: RevocationWorld;
  beforeAll(async () => {
    world = await startRevocationWorld({ version });
  });
  afterAll(async () => await world.emulator.close());

  test.concurrent.each([
    'client secret',
    'suffixed login name',
    'suffixed login name in upper case',
    'upper-case login name',
    'user name with capitals',
    'basic-auth',
    'account of JWT tokens',
    'key',
    'own key pair',
    'assertion',
  ] as const)('the token by %s lives during the job, and is dead afterwards', async (credential) => {
    const inputs = world.inputs[credential];
    const main = await runMain({ inputs });
    const { access_token: token = '', issuer = '' } = main.outputs;
    expect(main.log.text).toContain('  Revocation: the token is revoked when the job ends');
    expect(main.log.annotations).toEqual([]);
    expect(Object.keys(main.state).toSorted()).toEqual(['access_token', 'expires_at', 'origin']);
    expect(main.state).toMatchObject({ access_token: token, origin: world.emulator.origin });
    expect(await world.judge(token)).toEqual(alive);

    const post = await runPost({ inputs }, main);

    expect(post.exitCode).toBe(0);
    expect(post.log.text).toContain(`Revoked the access token at ${issuer}, by the `);
    expect(post.log.masks).toContain(token);
    expect(post.stderr).toBe('');
    expect(post.files).toMatchObject({ GITHUB_OUTPUT: '', GITHUB_STATE: '', GITHUB_STEP_SUMMARY: '' });
    expect(await world.judge(token)).toEqual(dead);
    expect(revocationsOf(world, token)).toHaveLength(1);
  });

  test.concurrent('a secret revokes by Basic and its grant, a key by the public application', async () => {
    const secret = await job(world.inputs['client secret']);
    const key = await job(world.inputs['key']);

    const [bySecret] = revocationsOf(world, secret.main.state['access_token']);
    expect(bySecret).toMatchObject({ method: 'POST', path: '/oauth/v2/revoke' });
    expect(bySecret?.form).toEqual({
      grant_type: 'client_credentials',
      token: secret.main.state['access_token'],
      token_type_hint: 'access_token',
    });
    expect(bySecret?.headers['authorization']).toMatch(/^Basic /);
    const [byKey] = revocationsOf(world, key.main.state['access_token']);
    expect(byKey?.form).toEqual({
      client_id: world.application.clientId,
      token: key.main.state['access_token'],
      token_type_hint: 'access_token',
    });
    expect(byKey?.headers).not.toHaveProperty('authorization');
  });

  test.concurrent('a token whose verification failed is ended too', async () => {
    const inputs = { ...world.inputs['client secret'], verify: 'org', 'org-id': '999999999999999999' };
    const main = await runMain({ inputs });
    const { access_token: token = '' } = main.state;
    expect(main.exitCode).toBe(1);
    expect(main.outputs).toEqual({ failure: 'verification' });
    expect(await world.judge(token)).toEqual(alive);

    const post = await runPost({ inputs }, main);

    expect(post.log.text).toContain(`Revoked the access token at ${world.emulator.origin}, by the `);
    expect(await world.judge(token)).toEqual(dead);
  });

  test.concurrent('without revoke the token outlives the job', async () => {
    const { main, post } = await job({ ...world.inputs['client secret'], revoke: 'false' });
    expect(main.state).toEqual({});
    expect(post.stdout).toBe('');
    expect(post.exitCode).toBe(0);
    expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual(alive);
  });
});

/** Runs both steps of a job. */
async function job(inputs: Readonly<Record<string, string>>): Promise<{ main: StepResult; post: StepResult }> {
  const main = await runMain({ inputs });
  return { main, post: await runPost({ inputs }, main) };
}

function revocationsOf({ emulator }: RevocationWorld, token = ''): RevocationWorld['emulator']['requests'] {
  return emulator.requests.filter(({ path, form }) => path === '/oauth/v2/revoke' && form['token'] === token);
}

function audience(name: string): string {
  return `urn:zitadel:iam:org:project:id:${name}:aud`;
}

function loaded({ stdout }: StepResult): string[] {
  return stdout.split('\n').flatMap((line) => /^loads (.*)/.exec(line)?.[1] ?? []);
}

describe('the scopes that revocation needs', () => {
  test.each([
    ['client secret', ['ci-bot']],
    ['upper-case login name', ['CI-BOT', 'ci-bot']],
    [
      'suffixed login name in upper case',
      ['SUB@BOT@SUFFIX-ORG.LOCALHOST', 'SUB@BOT', 'sub@bot@suffix-org.localhost', 'sub@bot'],
    ],
    ['key', ['350000000000000003']],
  ] as const)('by %s come behind those asked for: %s', async (credential, names) => {
    const { emulator, inputs } = await startRevocationWorld();
    await runMain({ inputs: { ...inputs[credential], scopes: 'openid' } });
    await emulator.close();
    expect(emulator.requests[0]?.form['scope']).toBe(['openid', ...names.map(audience)].join(' '));
  });
});

describe('the post step loads', () => {
  const hook = `
    const { registerHooks } = require('node:module');
    registerHooks({
      resolve(specifier, context, next) {
        const resolved = next(specifier, context);
        console.log('loads ' + resolved.url.replace(/^.*\\/dist\\//, ''));
        return resolved;
      },
    });`;
  const watched = { files: { 'hook.cjs': hook }, nodeOptions: ['--require', './hook.cjs'] };

  test('its own first file and nothing else, when no token was saved', async () => {
    const { emulator, inputs } = await startRevocationWorld();
    const step = { inputs: { ...inputs['client secret'], revoke: 'false' } };
    const main = await runMain(step);
    const post = await runPost({ ...step, ...watched }, main);
    await emulator.close();
    expect(main.exitCode).toBe(0);
    expect(loaded(post)).toEqual(['post/index.js']);
    expect(post.stdout.trim().split('\n')).toHaveLength(1);
  });

  test('the rest only for a token', async () => {
    const { emulator, inputs } = await startRevocationWorld();
    const step = { inputs: inputs['client secret'] };
    const post = await runPost({ ...step, ...watched }, await runMain(step));
    await emulator.close();
    expect(loaded(post)[0]).toBe('post/index.js');
    expect(loaded(post)).toContain('node:https');
  });
});
