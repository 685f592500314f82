import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../emulators/zitadel/emulator.ts';
import { exampleAccount } from '../../support/example-account.ts';
import { readWorkflow } from '../../support/workflow-file.ts';
import { type JobResult, runJob } from '../../support/workflow-run.ts';

const workflow = readWorkflow('examples/health-check.yml');
const title = 'ZITADEL credential: zitadel-production';
const runUrl = 'https://github.com/acme/shop/actions/runs/42';
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(() => emulator.close());

/** The job for one credential, in a repository that has these open issues. */
async function check(
  account: { roles?: string[]; ends?: Date },
  issues: readonly { number: number; title: string }[] = [],
): Promise<JobResult> {
  // Lists the open issues through jq, as gh does with --jq, and notes every other call.
  const gh = `
    if [[ "$1 $2" == "issue list" ]]; then jq --raw-output "\${@: -1}" <<< '${JSON.stringify(issues)}'; exit; fi
    printf '%s|' "$@" >> "$CALLS"; echo >> "$CALLS"`;
  const { context } = exampleAccount(emulator, account);
  return await runJob({
    workflow,
    job: 'check',
    context: { ...context, 'matrix.environment': 'zitadel-production', 'github.token': 'token-of-the-job' },
    programs: { gh },
  });
}

describe('examples/health-check.yml', () => {
  test('says nothing while all is well', async () => {
    const job = await check({ roles: ['ORG_OWNER_VIEWER'] });
    expect(job.succeeded).toBe(true);
    expect(job.calls).toBe('');
  });

  test('opens an issue that names the cause, when there is none', async () => {
    const job = await check({}, [{ number: 3, title: 'ZITADEL credential: zitadel-staging' }]);
    expect(job.outcomes).toEqual({ zitadel: 'failure', 'Report a problem': 'success' });
    const body = `The check failed: verification. Cause and fix are in the summary of ${runUrl}`;
    expect(job.calls).toBe(`issue|create|--title|${title}|--body|${body}|\n`);
  });

  test('adds to the open one', async () => {
    const job = await check({}, [
      { number: 3, title: 'ZITADEL credential: zitadel-staging' },
      { number: 7, title },
    ]);
    expect(job.calls).toMatch(/^issue\|comment\|7\|--body\|The check failed: verification\./);
  });

  test('reports a key that works and ends within 30 days', async () => {
    const ends = new Date(Date.now() + 29 * 86_400_000);
    const job = await check({ roles: ['ORG_OWNER_VIEWER'], ends });
    expect(job.succeeded).toBe(true);
    expect(job.calls).toContain(`The credential works and expires on ${ends.toISOString().slice(0, 19)}Z. ${runUrl}`);
  });

  test('is quiet about one that ends later', async () => {
    const ends = new Date(Date.now() + 31 * 86_400_000);
    expect((await check({ roles: ['ORG_OWNER_VIEWER'], ends })).calls).toBe('');
  });
});
