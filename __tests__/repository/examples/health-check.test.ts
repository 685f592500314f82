import { describe, expect, test } from '@jest/globals';
import { openEmulator } from '../../support/emulator.ts';
import { exampleAccount } from './example-account.ts';
import { readWorkflow } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

const workflow = readWorkflow('examples/health-check.yml');
const title = 'ZITADEL credential: zitadel-production';
const runUrl = 'https://github.com/acme/shop/actions/runs/42';
const emulator = await openEmulator();

/** Runs the job for one credential, in a repository that has these open issues. */
async function check(
  account: { roles?: string[]; ends?: Date },
  issues: readonly { number: number; title: string }[] = [],
): Promise<JobResult> {
  // Lists the open issues through jq, as gh does with --jq, and records every other call.
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
  test('reports nothing while the credential works', async () => {
    const job = await check({ roles: ['ORG_OWNER_VIEWER'] });
    expect(job.succeeded).toBe(true);
    expect(job.calls).toBe('');
  });

  test('opens an issue that names the cause, if none is open', async () => {
    const job = await check({}, [{ number: 3, title: 'ZITADEL credential: zitadel-staging' }]);
    expect(job.outcomes).toEqual({ zitadel: 'failure', expiry: 'skipped', 'Report a problem': 'success' });
    const body = `The check failed (verification). The summary of ${runUrl} names the cause and the fix.`;
    expect(job.calls).toBe(`issue|create|--title|${title}|--body|${body}|\n`);
  });

  test('adds a comment to an open issue', async () => {
    const job = await check({}, [
      { number: 3, title: 'ZITADEL credential: zitadel-staging' },
      { number: 7, title },
    ]);
    expect(job.calls).toMatch(/^issue\|comment\|7\|--body\|The check failed \(verification\)\./);
  });

  test('reports a key that works and expires within 30 days', async () => {
    const ends = new Date(Date.now() + 29.5 * 86_400_000);
    const job = await check({ roles: ['ORG_OWNER_VIEWER'], ends });
    expect(job.succeeded).toBe(true);
    const date = `${ends.toISOString().slice(0, 19)}Z`;
    expect(job.calls).toContain(`|--body|The credential expires in 29 days, on ${date}. See ${runUrl}|`);
  });

  test('reports both, if the check of such a key fails', async () => {
    const job = await check({ ends: new Date(Date.now() + 29.5 * 86_400_000) });
    expect(job.calls).toContain('The check failed (verification). The credential expires in 29 days, on ');
  });

  test('reports nothing about a key that expires later', async () => {
    const ends = new Date(Date.now() + 31 * 86_400_000);
    expect((await check({ roles: ['ORG_OWNER_VIEWER'], ends })).calls).toBe('');
  });
});
