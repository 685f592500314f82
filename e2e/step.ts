import assert from 'node:assert/strict';
import { runMain, runPost, type Step, type StepResult } from '../emulators/runner/run-step.ts';
import type { World } from './provision/world.ts';

type Inputs = Readonly<Record<string, string>>;

/** A step that uses the shipped action with these inputs, at the instance under test. */
export function stepOf({ instance }: World, inputs: Inputs, files: Inputs = {}): Step {
  const plainHttp: Inputs = instance.origin.startsWith('http:') ? { 'allow-http': 'true' } : {};
  return { inputs: { domain: instance.origin, ...plainHttp, ...inputs }, files, env: networkEnvironment() };
}

/** The variables of a runner behind a proxy, or with private certificates. */
function networkEnvironment(): Inputs {
  const names = ['https_proxy', 'http_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(
    names
      .flatMap((name) => [name, name.toUpperCase()])
      .flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
  );
}

/** Runs a step, which must succeed. */
export async function succeeds(step: Step): Promise<StepResult> {
  const result = await runMain(step);
  assert.equal(result.exitCode, 0, `the step failed:\n${result.log.text}`);
  assert.equal(result.stderr, '');
  assert.equal(result.outputs['token_type'], 'Bearer');
  assert.equal(result.outputs['issuer'], new URL(step.inputs['domain'] ?? '').origin);
  assert.equal(result.outputs['failure'], undefined);
  assert.ok(result.log.masks.includes(tokenOf(result)), 'the token was not masked');
  assertNothingPrinted([...secretsIn(step), tokenOf(result)], result);
  return result;
}

/** Runs a step, which must fail with this cause and a message with these texts. */
export async function fails(
  step: Step,
  { failure, contains }: { failure: string; contains: readonly (string | RegExp)[] },
): Promise<StepResult> {
  const result = await runMain(step);
  assert.equal(result.exitCode, 1, `the step did not fail:\n${result.log.text}`);
  assert.equal(result.outputs['failure'], failure, result.log.text);
  assert.equal(result.outputs['access_token'], undefined, 'a failed step exported a token');
  const errors = result.log.annotations.filter(({ level }) => level === 'error');
  assert.equal(errors.length, 1, `${errors.length} errors instead of one:\n${result.log.text}`);
  for (const words of [...contains, /^Fix: ./m]) {
    const message = errors[0]?.message ?? '';
    assert.ok(
      typeof words === 'string' ? message.includes(words) : words.test(message),
      `the message does not contain ${words}:\n${message}`,
    );
  }
  assertNothingPrinted(secretsIn(step), result);
  return result;
}

/** Runs the post step after a main step. It must succeed. */
export async function postSucceeds(step: Step, main: StepResult): Promise<StepResult> {
  const result = await runPost(step, main);
  assert.equal(result.exitCode, 0, 'the post step failed the job');
  assertNothingPrinted([...secretsIn(step), main.outputs['access_token'] ?? ''].filter(Boolean), result);
  return result;
}

export function tokenOf({ outputs }: StepResult): string {
  const token = outputs['access_token'] ?? '';
  assert.notEqual(token, '', 'there is no access token');
  return token;
}

const secretInputs = [
  'client-secret',
  'basic-auth',
  'service-account-key',
  'private-key',
  'assertion',
  'personal-access-token',
];

/** The texts that must not be printed: secret inputs, and each line of a key. */
function secretsIn({ inputs, files = {} }: Step): string[] {
  const texts = [...secretInputs.map((name) => inputs[name] ?? ''), ...Object.values(files).map(String)];
  return texts
    .flatMap((text) => text.split(/\\n|\n/))
    .filter((line) => line.length >= 16 && !/-----(BEGIN|END)|^\{/.test(line));
}

function assertNothingPrinted(secrets: readonly string[], { stdout, stderr }: StepResult): void {
  const shown = stdout.replaceAll(/^::add-mask::.*$/gm, '') + stderr;
  for (const secret of secrets)
    assert.ok(!shown.includes(secret), `a secret of ${secret.length} characters was printed`);
}
