/**
 * For a workflow: starts the emulator in the background of the job, and sets the origin and the credentials as outputs of
 * the step. Secrets are masked first. The runner stops the emulator when the job ends.
 */
import { setOutput, setSecret } from '@actions/core';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './root.ts';

const limitMs = 60_000;

const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'emulator-'));
const file = join(folder, 'ready.json');
const emulator = spawn(process.execPath, [join(root, 'emulators/zitadel/main.ts'), '--out', file], {
  detached: true,
  stdio: 'ignore',
  windowsHide: true,
});
emulator.unref();

for (const end = performance.now() + limitMs; !existsSync(file); await pause(50)) {
  if (emulator.exitCode !== null) throw new Error(`The emulator exited with ${emulator.exitCode}.`);
  if (performance.now() > end) throw new Error(`The emulator was not ready within ${limitMs / 1000} s.`);
}

const ready = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
rmSync(folder, { recursive: true });
const { key } = JSON.parse(ready['serviceAccountKey'] ?? '') as { key: string };
// Each line of the key is masked, because a program that reads the key could print one line.
const lines = key.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
for (const secret of [ready['adminToken'], ready['clientSecret'], ...lines]) setSecret(secret ?? '');
for (const [name, value] of Object.entries(ready)) setOutput(name, value);
console.log(`The emulator listens on ${ready['origin']}.`);
