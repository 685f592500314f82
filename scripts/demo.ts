/**
 * Shows the action at work without an account anywhere: the shipped bundle against an emulated ZITADEL, each log as the
 * runner would show it. With a `.env` file (see .env.example) it shows the first part against a real instance instead.
 * Ends with 1 when anything was not as it should be.
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

let faults = 0;

if (existsSync(join(root, '.env'))) await showRealInstance();
else await showEmulator();
console.log(faults === 0 ? '\nAll as it should be.' : `\n${faults} things were not as they should be.`);
process.exitCode = faults === 0 ? 0 : 1;

async function showEmulator(): Promise<void> {
  const emulator = await startEmulator({ tls: true });
  const { origin, caCertificate = '' } = emulator;
  console.log(`An emulated ZITADEL answers at ${origin} (https, with a certificate made a moment ago).`);
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

    title('A token by key, with a warning before the key ends');
    await show({ inputs: { ...where, 'service-account-key': soon.keyJson, verify: 'userinfo' } }, 0);

    title('A wrong client secret');
    await show({ inputs: { ...secret, 'client-secret': `${bot.clientSecret.slice(0, -4)}oops` } }, 1);

    title('A health check that fails: the account has lost its role. Its job summary is shown below');
    emulator.state.memberships.length = 0;
    const failed = await show(
      { inputs: { ...where, 'service-account-key': bot.keyJson, verify: 'org', 'job-summary': 'true' } },
      1,
    );
    printLog('job summary', failed.summary);
    expect(failed.outputs['failure'] === 'verification', 'the output failure is verification');
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
  expect(result.exitCode === exitCode, `the step ends with ${exitCode} (it ended with ${result.exitCode})`);
  expect(result.stderr === '', `nothing on standard error${result.stderr === '' ? '' : `: ${result.stderr}`}`);
  return result;
}

/** A following step, which gets the token by its environment: GET /management/v1/orgs/me. */
async function follow(main: StepResult, ca: string | undefined, expected: number | undefined): Promise<void> {
  const { get } = main.outputs['issuer']?.startsWith('https:') === true ? https : http;
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { authorization: `Bearer ${main.outputs['access_token']}` };
    get(`${main.outputs['issuer']}/management/v1/orgs/me`, { ca, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    }).once('error', reject);
  });
  printLog('a following step', `GET ${main.outputs['issuer']}/management/v1/orgs/me with the token: ${status}`);
  if (expected !== undefined) expect(status === expected, `it is answered with ${expected}`);
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
  faults += 1;
  console.log(`  NOT AS IT SHOULD BE: ${what}`);
}
