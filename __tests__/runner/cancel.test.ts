import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { cancelProcess } from '../../emulators/runner/cancel.ts';
import { runProcess, type EndedProcess, type StepProcess } from '../../emulators/runner/step-process.ts';

async function run(script: string, step: Partial<StepProcess>): Promise<EndedProcess> {
  const env = { PATH: process.env['PATH'] };
  return await runProcess({ command: process.execPath, args: ['--eval', script], env, cwd: tmpdir(), ...step });
}

const stubborn = `
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.log(signal));
  setInterval(() => {}, 1_000);
  console.log('ready');`;

test('a step that is canceled gets SIGINT, after 7.5 s SIGTERM, after another 2.5 s SIGKILL', async () => {
  const waits: number[] = [];
  let canceling = Promise.resolve();
  const { lines, signal } = await run(stubborn, {
    onStart: (child) => {
      // No time passes: each wait is over when the process has handled its signal.
      const wait = async (milliseconds: number): Promise<boolean> => {
        waits.push(milliseconds);
        await once(child.stdout as Readable, 'data');
        return false;
      };
      child.stdout?.once('data', () => {
        canceling = cancelProcess(child, Promise.withResolvers().promise, wait);
      });
    },
  });
  await canceling;
  expect(lines).toEqual(['ready', 'SIGINT', 'SIGTERM']);
  expect(waits).toEqual([7_500, 2_500]);
  expect(signal).toBe('SIGKILL');
});

test('a step that ends on SIGINT gets no other signal', async () => {
  const cancel = new AbortController();
  const script = `
    process.on('SIGINT', () => { console.log('SIGINT'); process.exit(3); });
    process.on('SIGTERM', () => console.log('SIGTERM'));
    setInterval(() => {}, 1_000);
    console.log('ready');`;
  const step = await run(script, {
    cancel: cancel.signal,
    onStart: (child) => child.stdout?.once('data', () => cancel.abort()),
  });
  expect(step).toMatchObject({ lines: ['ready', 'SIGINT'], exitCode: 3, signal: null });
});
