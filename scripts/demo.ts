/**
 * Shows the action without an account: runs the bundle in `dist/` against the ZITADEL emulator, and prints each log as the
 * runner would show it. With a `.env` file (see .env.example), requests a token from a real instance instead. Exits with 1
 * if a check fails.
 */
import { existsSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import { startEmulator } from '../emulators/zitadel/emulator.ts';
import { addServiceAccount } from '../emulators/zitadel/start-data.ts';
import { runMain, runPost, type Step, type StepResult } from '../emulators/runner/run-step.ts';
import { root } from './root.ts';

let failures = 0;

if (existsSync(join(root, '.env'))) await showRealInstance();
else await showEmulator();
console.log(failures === 0 ? '\nAll checks passed.' : `\nFailed checks: ${failures}.`);
process.exitCode = failures === 0 ? 0 : 1;

async function showEmulator(): Promise<void> {
  const emulator = await startEmulator({ tls: true });
  const { origin, caCertificate = '' } = emulator;
  console.log(`The ZITADEL emulator listens on ${origin} (with a new certificate).`);
  const bot = addServiceAccount(emulator.state, {
    userName: 'ci-bot',
    secret: true,
    key: true,
    roles: ['ORG_OWNER_VIEWER'],
  });
  const soon = addServiceAccount(emulator.state, {
    userName: 'old-bot',
    key: { expirationDate: new Date(Date.now() + 5 * 86_400_000).toISOString() },
  });
  const where = { domain: origin, 'ca-certificate': caCertificate };
  const secret = {
    ...where,
    'client-id': bot.loginName,
    'client-secret': bot.clientSecret,
    verify: 'org',
    revoke: 'true',
  };
  try {
    title('A token by client secret, verified, used by a following step, and revoked when the job ends');
    const main = await show({ inputs: secret }, 0);
    await follow(main, emulator.caCertificate, 200);
    const post = await runPost({ inputs: secret }, main);
    printLog('post step', post.log.text);
    await follow(main, emulator.caCertificate, 401);

    title('A token by key, with a warning that the key expires soon');
    await show({ inputs: { ...where, 'service-account-key': soon.keyJson, verify: 'userinfo' } }, 0);

    title('A wrong client secret');
    await show({ inputs: { ...secret, 'client-secret': `${bot.clientSecret.slice(0, -4)}oops` } }, 1);

    title('A health check that fails because the account has lost its role, with its job summary');
    emulator.state.memberships.length = 0;
    const failed = await show(
      { inputs: { ...where, 'service-account-key': bot.keyJson, verify: 'org', 'job-summary': 'true' } },
      1,
    );
    printLog('job summary', failed.summary);
    expect(failed.outputs['failure'] === 'verification', 'the output "failure" is "verification"');
  } finally {
    await emulator.close();
  }
}

async function showRealInstance(): Promise<void> {
  loadEnvFile(join(root, '.env'));
  title(`A token from ${read('ZITADEL_DOMAIN')}`);
  const inputs = {
    domain: read('ZITADEL_DOMAIN'),
    'client-id': read('ZITADEL_CLIENT_ID'),
    'client-secret': read('ZITADEL_CLIENT_SECRET'),
    'service-account-key': read('ZITADEL_SERVICE_ACCOUNT_KEY'),
    verify: read('ZITADEL_VERIFY'),
  };
  const main = await show({ inputs }, 0);
  if (main.outputs['access_token'] !== undefined)
    await follow(main, undefined, inputs.verify === 'org' ? 200 : undefined);
}

async function show(step: Step, exitCode: number): Promise<StepResult> {
  const result = await runMain(step);
  printLog('log', result.log.text);
  const outputs = Object.entries(result.outputs).map(
    ([name, value]) => `${name}: ${name === 'access_token' ? '***' : value}`,
  );
  printLog('outputs', outputs.join('\n'));
  expect(result.exitCode === exitCode, `the step exits with ${exitCode} (it exited with ${result.exitCode})`);
  expect(result.stderr === '', `the step writes nothing to standard error (it wrote: ${result.stderr})`);
  return result;
}

/** Does what a following step could do with the token: GET /management/v1/orgs/me. */
async function follow(main: StepResult, ca: string | undefined, expected: number | undefined): Promise<void> {
  const { get } = main.outputs['issuer']?.startsWith('https:') === true ? https : http;
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { authorization: `Bearer ${main.outputs['access_token']}` };
    get(`${main.outputs['issuer']}/management/v1/orgs/me`, { ca, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).once('error', reject);
  });
  printLog('a following step', `GET ${main.outputs['issuer']}/management/v1/orgs/me with the token: status ${status}`);
  if (expected !== undefined) expect(status === expected, `the request returns ${expected}`);
}

function read(name: string): string {
  return process.env[name] ?? '';
}

function title(text: string): void {
  console.log(`\n=== ${text}\n`);
}

function printLog(name: string, text: string): void {
  console.log(`${name}:`);
  for (const line of text.trimEnd().split('\n')) console.log(`  ${line}`);
}

function expect(fulfilled: boolean, what: string): void {
  if (fulfilled) return;
  failures += 1;
  console.log(`  FAILED CHECK: ${what}`);
}
