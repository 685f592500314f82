import { expect, test } from '@jest/globals';
import type { Fault, FaultKind } from '../../emulators/zitadel/faults.ts';
import { runMain, runPost, type StepResult } from '../../emulators/runner/run-step.ts';
import { places } from '../support/faulty-run.ts';
import { startWorld, type World } from '../support/world.ts';

/** What a step can be waiting for when its job is canceled. */
const situations = {
  'no response arrives': { fault: { kind: 'stall' }, shows: 'Requesting ' },
  'it waits for its next attempt': {
    fault: { kind: 'answer', status: 503, headers: { 'retry-after': '30' } },
    shows: 'Trying again in 30 s.',
  },
} as const satisfies Record<string, { fault: FaultKind; shows: string }>;

interface Cancellation {
  readonly signal: NodeJS.Signals;
  readonly place: keyof typeof places;
  readonly situation: keyof typeof situations;
}

const cases: Cancellation[] = (['SIGINT', 'SIGTERM'] as const).flatMap((signal) =>
  (['token request', 'verification'] as const).flatMap((place) => [
    { signal, place, situation: 'no response arrives' },
    { signal, place, situation: 'it waits for its next attempt' },
  ]),
);

/** @returns the result of the step, and the milliseconds from the signal to the exit of the process */
async function cancel(
  { signal, place, situation }: Cancellation,
  { emulator, inputsOf }: World,
): Promise<{ step: StepResult; took: number }> {
  const { fault, shows } = situations[situation];
  emulator.fault({ ...fault, on: places[place], times: Number.POSITIVE_INFINITY });
  let sent = 0;
  const step = await runMain({
    inputs: { ...inputsOf(), verify: 'org', revoke: 'true', 'timeout-seconds': '60' },
    onStart: (child) => {
      let shown = '';
      child.stdout?.on('data', (text: string) => {
        shown += text;
      });
      const polling = setInterval(() => {
        if (!shown.includes(shows) || !emulator.requests.some(({ path }) => path === places[place])) return;
        clearInterval(polling);
        sent = performance.now();
        child.kill(signal);
      }, 10);
      child.once('close', () => clearInterval(polling));
    },
  });
  return { step, took: performance.now() - sent };
}

test.concurrent.each(cases)('$signal, $place, $situation: exits immediately, and exports nothing', async (one) => {
  const world = await startWorld();
  const { origin, state } = world.emulator;
  const { step, took } = await cancel(one, world);

  expect(step).toMatchObject({ exitCode: null, signal: one.signal, stderr: '', outputs: {} });
  expect(took).toBeLessThan(20_000);
  // The log shows what the step was waiting for.
  expect(step.log.text).toContain(`Requesting an access token from ${origin} (client secret of "ci-bot").`);
  expect(step.log.text.split('\n').at(-1)).toContain(situations[one.situation].shows);

  // A runner also starts the post step of a canceled job, and the post step revokes a token that was issued.
  expect(state.accessTokens.size).toBe(one.place === 'verification' ? 1 : 0);
  const post = await runPost({ inputs: { ...world.inputsOf(), revoke: 'true' } }, step);
  expect(post).toMatchObject({ exitCode: 0, stderr: '' });
  expect(state.accessTokens.size).toBe(0);
});

/** What the job waits for when its step is terminated, and what is left at the instance before the post step. */
test.concurrent.each<[string, Fault, RegExp, { readonly before: number; readonly issued: number }]>([
  [
    'while it creates the token',
    { kind: 'lost-answer', on: /\/pats$/ },
    /Attempt 1 at the request for a personal access token/,
    { before: 1, issued: 1 },
  ],
  [
    'while it verifies the token',
    { kind: 'stall', on: places.verification, times: 9 },
    /Requesting an access token/,
    { before: 1, issued: 0 },
  ],
])('SIGTERM to a step %s: the post step leaves no personal access token', async (_what, fault, shows, left) => {
  const world = await startWorld();
  const { state, requests } = world.emulator;
  const inputs = { ...world.inputsOf(), verify: 'org', 'token-lifetime-minutes': '10' };
  const entries = state.personalAccessTokens.size;
  world.emulator.fault(fault);
  // Another attempt, if the signal comes too late, creates nothing, also not while the post step runs.
  world.emulator.fault({ kind: 'stall', on: /\/pats$/, times: fault.kind === 'lost-answer' ? 9 : 0 });
  const on = fault.on ?? '';
  const isReached = (): boolean => requests.some(({ path }) => (typeof on === 'string' ? path === on : on.test(path)));
  const step = await runMain({
    inputs,
    onStart: (child) => {
      let shown = '';
      child.stdout?.on('data', (text: string) => {
        shown += text;
      });
      const polling = setInterval(() => {
        if (shows.test(shown) && isReached()) child.kill('SIGTERM');
      }, 10);
      child.once('close', () => clearInterval(polling));
    },
  });
  expect(step).toMatchObject({ signal: 'SIGTERM', outputs: {} });
  expect(state.personalAccessTokens.size).toBe(entries + left.before);
  // Nobody holds the issued token of an interrupted creation, and it is not in the state.
  expect(state.accessTokens.size).toBe(left.issued);
  const post = await runPost({ inputs }, step);
  expect([post.exitCode, state.personalAccessTokens.size]).toEqual([0, entries]);
});
