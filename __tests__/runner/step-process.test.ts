import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess, type EndedProcess, type StepProcess } from '../../emulators/runner/step-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(script: string, step: Partial<StepProcess> = {}): Promise<EndedProcess> {
  return await runProcess({
    command: process.execPath,
    args: ['--eval', script],
    env: { PATH: process.env['PATH'] },
    cwd: folder,
    ...step,
  });
}

test('if lines arrive on both streams at once, those of standard error are read first', async () => {
  const { lines, stdout, stderr } = await run(
    `fs.writeSync(1, 'a\\nb\\n'); fs.writeSync(2, 'c\\nd\\n'); fs.writeFileSync('written', '');`,
    {
      // This thread waits, so that nothing is read before both streams have been written.
      onStart: () => {
        const cell = new Int32Array(new SharedArrayBuffer(4));
        while (!existsSync(join(folder, 'written'))) Atomics.wait(cell, 0, 0, 5);
      },
    },
  );
  expect({ stdout, stderr }).toEqual({ stdout: 'a\nb\n', stderr: 'c\nd\n' });
  expect(lines).toEqual(['c', 'd', 'a', 'b']);
});

test('a line that arrives later is read later', async () => {
  const script = `
    console.log('a');
    const waiting = setInterval(() => {
      if (!fs.existsSync('read')) return;
      clearInterval(waiting);
      console.error('b');
    }, 5);`;
  const { lines } = await run(script, {
    onStart: (child) => {
      // The file is written in the next turn of the event loop, after this turn has read the line.
      child.stdout?.once('data', () => setImmediate(() => writeFileSync(join(folder, 'read'), '')));
    },
  });
  expect(lines).toEqual(['a', 'b']);
});

test('a line that arrives in pieces is one line, and CR LF is one line break', async () => {
  const script = `
    const pieces = [...'a\\r\\n\\rü\\n'].map((piece) => Buffer.from(piece)).flatMap((piece) => [...piece]);
    for (const piece of pieces) fs.writeSync(1, Buffer.from([piece]));`;
  expect(await run(script)).toMatchObject({ lines: ['a', '', 'ü'], stdout: 'a\n\nü\n' });
});
