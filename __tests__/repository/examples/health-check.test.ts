import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulators/zitadel/emulator.ts';
import { openEmulator } from '../../support/emulator.ts';
import { exampleAccount } from './example-account.ts';
import { readWorkflow, type Texts } from '../workflow-file.ts';
import type { JobResult } from './workflow-run.ts';
import { call } from './reusable.ts';

const title = 'ZITADEL credential: production';
const runUrl = 'https://github.com/acme/shop/actions/runs/42';
const caller = readWorkflow('examples/health-check.yml');
const emulator = await openEmulator();

interface Account {
  readonly roles?: string[];
  readonly ends?: Date;
}

interface Issue {
  readonly number: number;
  readonly title: string;
}

/** Checks the key of an environment, in a repository that has these open issues. */
async function check(
  { roles, ends }: Account,
  { issues = [], inputs, at = emulator }: { issues?: readonly Issue[]; inputs?: Texts; at?: Emulator } = {},
): Promise<JobResult> {
  // Lists the open issues through jq, as gh does with --jq, and records every other call.
  const gh = `
    if [[ "$1 $2" == "issue list" ]]; then jq --raw-output "\${@: -1}" <<< '${JSON.stringify(issues)}'; exit; fi
    printf '%s|' "$@" >> "$CALLS"; echo >> "$CALLS"`;
  const { context, keyJson } = exampleAccount(at, { ...(roles && { roles }), ...(ends && { ends }) });
  return await call({
    caller,
    job: 'environments',
    context: { ...context, 'matrix.environment': 'production', 'github.token': 'token-of-the-job' },
    environment: { 'secrets.ZITADEL_KEY': keyJson },
    programs: { gh },
    ...(inputs && { inputs }),
  });
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

describe('examples/health-check.yml', () => {
  test('reports nothing while the credential works', async () => {
    const job = await check({ ends: inDays(31) });
    expect([job.succeeded, job.calls]).toEqual([true, '']);
  });

  test('opens one issue that names the cause, if the credential is rejected', async () => {
    const issues = [{ number: 3, title: 'ZITADEL credential: staging' }];
    const job = await check({}, { issues, inputs: { verify: 'org' } });
    expect(job.succeeded).toBe(false);
    const body = `The check failed (verification). The summary of ${runUrl} names the cause and the fix.`;
    expect(job.calls).toBe(`issue|create|--title|${title}|--body|${body}|\n`);
  });

  test('adds a comment to the open issue', async () => {
    const job = await check({}, { issues: [{ number: 7, title }], inputs: { 'required-roles': 'ORG_OWNER' } });
    expect(job.calls).toMatch(/^issue\|comment\|7\|--body\|The check failed \(verification\)\./);
  });

  test('reports a key that works and expires within 30 days', async () => {
    const ends = inDays(29.5);
    const job = await check({ ends });
    expect(job.succeeded).toBe(false);
    expect(job.calls).toContain(
      `|--body|The credential expires in 29 days, on ${ends.toISOString().slice(0, 19)}Z. The summary`,
    );
  });

  test('opens no issue if the caller does not want one', async () => {
    const job = await check({ ends: inDays(29.5) }, { inputs: { issue: false } });
    expect([job.succeeded, job.calls]).toEqual([false, '']);
  });

  test.each([
    ['server', { kind: 'answer', status: 503, headers: { 'retry-after': '99' }, on: '/oauth/v2/token' }, 60],
    ['network', { kind: 'reset', on: '/oauth/v2/token', times: 99 }, 2],
  ] as const)('only notes a failure %s, because the credential may be fine', async (failure, fault, seconds) => {
    const faulty = await openEmulator();
    faulty.fault(fault);
    const job = await check({}, { inputs: { 'timeout-seconds': seconds }, at: faulty });
    expect(job.known['steps.zitadel.outputs.failure']).toBe(failure);
    expect([job.succeeded, job.calls]).toEqual([true, '']);
    expect(job.log).toContain(`Not checked (${failure}). The credential may be fine.`);
  });

  test('checks a client secret of the repository, and leaves no token behind', async () => {
    const { context, clientSecret, userId } = exampleAccount(emulator, {});
    const billing = { ...context, 'secrets.ZITADEL_BILLING_SECRET': clientSecret };
    const job = await call({ caller, job: 'billing', context: billing });
    expect(job.succeeded).toBe(true);
    expect([...emulator.state.personalAccessTokens.values()].filter((one) => one.userId === userId)).toEqual([]);
  });
});
