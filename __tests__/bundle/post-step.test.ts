import { expect, test } from '@jest/globals';
import { runMain, runPost, type StepResult } from '../../emulators/runner/run-step.ts';
import { revokingInputs } from '../support/revocations.ts';
import { startWorld } from '../support/world.ts';

const world = await startWorld();

/** Prints each module that a step loads. */
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

function loaded({ stdout }: StepResult): string[] {
  return [...stdout.matchAll(/^loads (.*)$/gm)].map(([, name = '']) => name);
}

test.each(['client secret', 'key JSON'] as const)(
  'a job revokes its token by %s, and writes nothing else',
  async (name) => {
    const inputs = revokingInputs(world, name);
    const main = await runMain({ inputs });
    const post = await runPost({ inputs }, main);
    expect([main.exitCode, main.stderr, post.exitCode, post.stderr]).toEqual([0, '', 0, '']);
    expect(post.log.text).toContain(`Revoked the access token at ${world.emulator.origin} (`);
    expect(post.files).toMatchObject({ GITHUB_OUTPUT: '', GITHUB_STATE: '', GITHUB_STEP_SUMMARY: '' });
    expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual({ userinfo: 401, organization: 401 });
  },
);

test('a failed revocation does not fail the job', async () => {
  const inputs = revokingInputs(world, 'client secret');
  const main = await runMain({ inputs });
  world.emulator.fault({ kind: 'answer', status: 401, body: '{"error":"invalid_client"}', on: '/oauth/v2/revoke' });
  const post = await runPost({ inputs }, main);
  expect([post.exitCode, post.stderr, post.outputs]).toEqual([0, '', {}]);
  expect(post.log.annotations.map(({ level }) => level)).toEqual(['warning']);
});

test('the post step loads only its own file when no token was saved', async () => {
  const step = { inputs: { ...revokingInputs(world, 'client secret'), revoke: 'false' } };
  const main = await runMain(step);
  const post = await runPost({ ...step, ...watched }, main);
  expect([main.exitCode, post.exitCode]).toEqual([0, 0]);
  expect(post.stdout).toBe('loads post.js\n');
});

test('the post step loads the bundle of the step only for a token', async () => {
  const step = { inputs: revokingInputs(world, 'client secret') };
  const post = await runPost({ ...step, ...watched }, await runMain(step));
  expect(loaded(post).slice(0, 2)).toEqual(['post.js', 'main.js']);
  expect(loaded(post)).toContain('node:https');
});
