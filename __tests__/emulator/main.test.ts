import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../emulators/zitadel/start.js');

let folder: string;
let child: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function firstLine(args: string[]): Promise<string> {
  child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout?.on('data', (part: Buffer) => {
    text += part.toString();
  });
  while (!text.includes('\n')) await once(child.stdout ?? child, 'data');
  return text;
}

test('prints one line with everything that a token request needs, and exits with 0 after a signal', async () => {
  const ready: Record<string, string> = JSON.parse(await firstLine(['--version', 'v4.13.1']));
  const { origin, clientId = '', clientSecret = '', serviceAccountKey = '', userId, organizationId } = ready;
  expect(JSON.parse(serviceAccountKey)).toMatchObject({ type: 'serviceaccount', userId });
  const scope = 'urn:zitadel:iam:org:project:id:zitadel:aud';
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
  const response = await fetch(`${origin}/oauth/v2/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token }: { access_token: string } = JSON.parse(await response.text());
  const organization = await fetch(`${origin}/management/v1/orgs/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(JSON.parse(await organization.text())).toMatchObject({ org: { id: organizationId } });
  child.kill('SIGTERM');
  // Windows has no signals: the process is terminated.
  expect(await once(child, 'exit')).toEqual(process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null]);
});

test('writes the same data to a file, with the CA if --tls is set', async () => {
  const file = join(folder, 'ready.json');
  child = spawn(process.execPath, [MAIN, '--tls', '--out', file], { stdio: 'inherit' });
  while (!existsSync(file)) await new Promise(setImmediate);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    origin: expect.stringMatching(/^https:\/\/localhost:\d+$/),
    caCertificate: expect.stringContaining('BEGIN CERTIFICATE'),
  });
});

test('with an older Node, an error explains how to start the emulator', async () => {
  const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '22.0.0' } })`;
  child = spawn(process.execPath, ['--import', older, MAIN], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr?.on('data', (part: Buffer) => {
    text += part.toString();
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(text).toMatch(/^The emulator needs Node 24 or later, but this is v\S+\. Start it with: npm run emulator\n$/);
});

test('an unknown version exits with 2', async () => {
  child = spawn(process.execPath, [MAIN, '--version', 'v2'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [code] = await once(child, 'exit');
  expect(code).toBe(2);
});
