import { expect, test } from '@jest/globals';
import { runMain, runPost } from '../../emulators/runner/run-step.ts';
import { startWorld } from '../support/world.ts';

const world = await startWorld();

/** Runs a script in the process of the action, before the action starts. */
const before = (script: string) => ({ files: { 'before.cjs': script }, nodeOptions: ['--require', './before.cjs'] });

test('GitHub drops the outputs that contain a mask when the job maps them to job outputs', async () => {
  const { outputs, droppedJobOutputs } = await runMain({ inputs: world.inputsOf() });
  expect(Object.keys(outputs).length).toBeGreaterThan(1);
  expect(droppedJobOutputs).toEqual(['access_token']);
});

test('an output that contains a mask by coincidence is dropped too', async () => {
  const script = `console.log('::add-mask::Bearer')`;
  const { droppedJobOutputs } = await runMain({ inputs: world.inputsOf(), ...before(script) });
  expect(droppedJobOutputs.toSorted()).toEqual(['access_token', 'token_type']);
});

test('the post step has the state, the masks and the variables of the main step, and its own inputs', async () => {
  const script = `
    const { appendFileSync } = require('node:fs');
    console.log('::add-mask::hidden-value');
    appendFileSync(process.env.GITHUB_ENV, 'FROM_MAIN=variable\\n');
    appendFileSync(process.env.GITHUB_STATE, 'probe=state\\n');`;
  const main = await runMain({ inputs: { ...world.inputsOf(), revoke: 'true' }, ...before(script) });
  expect(main).toMatchObject({
    conclusion: 'success',
    state: { probe: 'state' },
    variables: { FROM_MAIN: 'variable' },
  });

  const probe = `
    const { FROM_MAIN, STATE_probe, INPUT_SCOPES } = process.env;
    console.log(['hidden-value', FROM_MAIN, STATE_probe, INPUT_SCOPES].join(' '));`;
  const post = await runPost({ inputs: { ...world.inputsOf(), scopes: 'other' }, ...before(probe) }, main);
  expect(post.conclusion).toBe('success');
  expect(post.log.text.split('\n')[0]).toBe('*** variable state other');
});

test('a step with a malformed file fails, whatever its exit code', async () => {
  const script = `require('node:fs').appendFileSync(process.env.GITHUB_OUTPUT, 'no pair\\n');`;
  const step = await runMain({ inputs: world.inputsOf(), ...before(script) });
  expect(step).toMatchObject({ exitCode: 0, conclusion: 'failure', outputs: {} });
  expect(step.log.annotations.map(({ message }) => message)).toEqual([
    "Unable to process file command 'output' successfully.",
    "Invalid format 'no pair'",
  ]);
});

test('commands on standard error are processed too', async () => {
  const script = `console.error('::add-mask::hidden-value\\n::warning::hidden-value')`;
  const { log } = await runMain({ inputs: world.inputsOf(), ...before(script) });
  expect(log.masks).toContain('hidden-value');
  expect(log.annotations).toEqual([{ level: 'warning', title: '', message: '***' }]);
});

test('an input that is not in action.yml causes a warning', async () => {
  const { log, conclusion } = await runMain({ inputs: { ...world.inputsOf(), scope: 'openid' } });
  expect(conclusion).toBe('success');
  expect(log.annotations[0]?.message).toMatch(/^Unexpected input\(s\) 'scope', valid inputs are \['domain', /);
});

test('the deprecated commands for outputs and state still work, with a warning', async () => {
  const script = `console.log('::set-output name=a::b\\n::save-state name=c::d')`;
  const { outputs, state, log } = await runMain({ inputs: world.inputsOf(), ...before(script) });
  expect({ outputs, state }).toMatchObject({ outputs: { a: 'b' }, state: { c: 'd' } });
  expect(log.annotations.map(({ message }) => message.split('.')[0])).toEqual([
    'The `set-output` command is deprecated and will be disabled soon',
    'The `save-state` command is deprecated and will be disabled soon',
  ]);
});

test('the command files of a canceled step are processed', async () => {
  const { emulator, inputsOf } = await startWorld();
  emulator.fault({ kind: 'stall', on: '/management/v1/orgs/me', times: Number.POSITIVE_INFINITY });
  const cancel = new AbortController();
  const script = `require('node:fs').appendFileSync(process.env.GITHUB_STATE, 'probe=state\\n');`;
  const watching = setInterval(() => {
    if (emulator.requests.some(({ path }) => path === '/management/v1/orgs/me')) cancel.abort();
  }, 10);
  const step = await runMain({ inputs: { ...inputsOf(), verify: 'org' }, cancel: cancel.signal, ...before(script) });
  clearInterval(watching);
  await emulator.close();
  expect(step).toMatchObject({ conclusion: 'cancelled', signal: 'SIGINT', state: { probe: 'state' } });
  expect(step.log.annotations).toEqual([{ level: 'error', title: '', message: 'The operation was canceled.' }]);
});
