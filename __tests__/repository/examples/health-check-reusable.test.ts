import { describe, expect, test } from '@jest/globals';
import { openEmulator } from '../../support/emulator.ts';
import { exampleAccount } from './example-account.ts';
import { type Context, fill } from './expressions.ts';
import { readWorkflow, type Texts } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

interface CallContract {
  readonly workflow_call: {
    readonly inputs: Readonly<Record<string, { readonly default?: string | number; readonly required?: boolean }>>;
    readonly secrets: Readonly<Record<string, { readonly required: boolean }>>;
  };
}

const caller = readWorkflow('examples/health-check-reusable.yml');
const called = readWorkflow('.github/workflows/health-check.yml');
const { inputs, secrets } = (called.on as CallContract).workflow_call;
const emulator = await openEmulator();

/**
 * Calls the reusable workflow as a job of the example does.
 * @param context variables and secrets of the calling repository
 * @param environment secrets of the environment, which only the called job names
 */
async function call(job: string, context: Context, environment: Context = {}): Promise<JobResult> {
  const { with: given = {}, secrets: passed = {} } = caller.jobs[job] ?? {};
  expect(Object.keys(given).filter((name) => !(name in inputs))).toEqual([]);
  expect(Object.keys(passed).filter((name) => !(name in secrets))).toEqual([]);
  const defaults = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default ?? '']));
  return await runJob({
    workflow: called,
    job: 'check',
    context: {
      ...prefixed('inputs', { ...defaults, ...given }, context),
      ...prefixed('secrets', passed, context),
      ...environment,
    },
  });
}

function prefixed(kind: string, texts: Texts, context: Context): Context {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [`${kind}.${name}`, fill(value, context)]));
}

describe('the reusable health check', () => {
  test('declares every secret as optional', () => {
    expect(Object.keys(secrets)).toEqual([
      'client-secret',
      'service-account-key',
      'ZITADEL_CLIENT_SECRET',
      'ZITADEL_KEY',
    ]);
    expect(Object.values(secrets).every(({ required }) => !required)).toBe(true);
  });

  test('is given secrets by name, never all of them', () => {
    expect(Object.values(caller.jobs).map((job) => typeof job.secrets)).toEqual(['object', 'object']);
  });

  test('succeeds with the key of an environment that works', async () => {
    const { context, keyJson } = exampleAccount(emulator, {});
    const repository = { 'vars.ZITADEL_DOMAIN': context['vars.ZITADEL_DOMAIN'] ?? '' };
    const job = await call('production', repository, { 'secrets.ZITADEL_KEY': keyJson });
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Check the expiration date': 'skipped' });
  });

  test('fails with the key of an environment that expires within 30 days', async () => {
    const { context, keyJson } = exampleAccount(emulator, { ends: new Date(Date.now() + 10.5 * 86_400_000) });
    const job = await call('production', context, { 'secrets.ZITADEL_KEY': keyJson });
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Check the expiration date': 'failure' });
    expect(job.log).toContain('The credential expires in 10 days, on ');
  });

  test('succeeds with a client secret of the repository, and revokes the token', async () => {
    const { context, clientSecret } = exampleAccount(emulator, {});
    const job = await call('billing', { ...context, 'secrets.ZITADEL_BILLING_SECRET': clientSecret });
    expect(job.succeeded).toBe(true);
    expect(job.log).toMatch(/revoked the access token/i);
  });

  test('fails with a wrong client secret', async () => {
    const { context } = exampleAccount(emulator, {});
    const job = await call('billing', {
      ...context,
      'secrets.ZITADEL_BILLING_SECRET': 'not-the-secret-of-this-account',
    });
    expect(job.outcomes).toEqual({ zitadel: 'failure', 'Check the expiration date': 'skipped' });
    expect(job.known['steps.zitadel.outputs.failure']).toBe('credential');
  });
});
