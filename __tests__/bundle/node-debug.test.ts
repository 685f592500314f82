import { spawn } from 'node:child_process';
import { splitLines } from '../../emulators/runner/lines.ts';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createStepFolder } from '../../emulators/runner/file-commands.ts';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { base64, keyJson } from '../support/keys.ts';
import { startWorld } from '../support/world.ts';

/** With NODE_DEBUG, Node prints what it sends to standard error immediately. */

/** Runs the bundle with both outputs in one file, which preserves their order. */
async function run(env: Readonly<Record<string, string>>): Promise<string> {
  const folder = createStepFolder([]);
  const path = join(folder.workspace, 'output');
  const file = openSync(path, 'a');
  const child = spawn(process.execPath, [join(actionFolder, 'dist/main.js')], {
    env: { PATH: process.env['PATH'], GITHUB_WORKSPACE: folder.workspace, ...folder.env, ...env },
    stdio: ['ignore', file, file],
  });
  await new Promise((resolve) => child.once('close', resolve));
  closeSync(file);
  const output = readFileSync(path, 'utf8');
  folder.remove();
  return output;
}

/** The secrets that the output contains before a mask for them. */
function shownBeforeMask(output: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => {
    const first = splitLines(output).find((line) => line.includes(secret));
    return first !== undefined && !first.startsWith('::add-mask::');
  });
}

test.each(['net', 'http,https,net,tls,tunnel', '*'])('NODE_DEBUG=%s shows no secret before its mask', async (debug) => {
  const { emulator, account } = await startWorld();
  const { clientSecret: secret } = account('ci-bot');
  const header = 'gateway-key-0123456789';
  const output = await run({
    INPUT_DOMAIN: emulator.origin,
    'INPUT_CLIENT-ID': 'ci-bot',
    'INPUT_CLIENT-SECRET': secret,
    INPUT_HEADERS: `X-Api-Key: ${header}`,
    INPUT_VERIFY: 'org',
    NODE_DEBUG: debug,
  });
  await emulator.close();

  const basic = base64(`ci-bot:${secret}`);
  expect(output).toContain('NET ');
  expect(output).toContain('Got an access token.');
  for (const shown of [basic, header]) expect(output).toContain(shown);
  expect(shownBeforeMask(output, [secret, basic, header, ...emulator.state.accessTokens.keys()])).toEqual([]);
});

test("NODE_DEBUG shows no proxy's password before its mask", async () => {
  const output = await run({
    INPUT_DOMAIN: 'https://id.example.com',
    'INPUT_SERVICE-ACCOUNT-KEY': keyJson,
    'INPUT_TIMEOUT-SECONDS': '1',
    https_proxy: 'http://ci:proxy-password-0123@127.0.0.1:9',
    NODE_DEBUG: 'net,http,tunnel',
  });
  const basic = base64('ci:proxy-password-0123');
  expect(output).toContain(basic);
  expect(shownBeforeMask(output, ['proxy-password-0123', basic])).toEqual([]);
});
