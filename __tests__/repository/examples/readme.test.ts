import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Emulator, startEmulator } from '../../../emulators/zitadel/emulator.ts';
import { actionFolder } from '../../../emulators/runner/action-file.ts';
import { exampleAccount } from '../../support/example-account.ts';
import type { Workflow, WorkflowStep } from '../../support/workflow-file.ts';
import { type JobResult, runJob } from '../../support/workflow-run.ts';

/** Every snippet of the README works: it runs against the emulator. */

const snippets = [...readFileSync(join(actionFolder, 'README.md'), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
  ([, snippet = '']) => snippet,
);

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ instanceHosts: ['id.example.com'] });
});
afterAll(() => emulator.close());

async function run(snippet: string): Promise<JobResult> {
  const account = exampleAccount(emulator, { roles: ['ORG_OWNER_VIEWER'] });
  const placed = snippet
    .replaceAll('acme.zitadel.cloud', emulator.origin)
    .replaceAll('http://zitadel.zitadel.svc:8080', emulator.origin)
    .replaceAll('client-id: ci-bot', `client-id: ${account.loginName}`);
  const parsed = parse(placed) as Workflow | WorkflowStep[];
  const workflow = Array.isArray(parsed) ? ({ jobs: { snippet: { steps: parsed } } } as unknown as Workflow) : parsed;
  return await runJob({ workflow, job: Object.keys(workflow.jobs)[0] ?? '', context: account.context });
}

describe('the snippets of the README', () => {
  test('are three', () => {
    expect(snippets).toHaveLength(3);
  });

  test('a client secret: a verified token, and a following step that uses it', async () => {
    const job = await run(snippets[0] ?? '');
    expect(job.log).toContain(`"name":"${emulator.organization.name}"`);
    expect(job.succeeded).toBe(true);
    expect(job.known['steps.zitadel.outputs.org_id']).toBe(emulator.organization.id);
  });

  test('a key', async () => {
    const job = await run(snippets[1] ?? '');
    expect(job.succeeded).toBe(true);
    expect(job.known['steps.zitadel.outputs.access_token']).not.toBe('');
  });

  test('inside a cluster: the endpoint is called, in the name of the public host', async () => {
    emulator.reset();
    const job = await run(snippets[2] ?? '');
    expect(job.succeeded).toBe(true);
    expect(emulator.requests[0]?.headers).toMatchObject({
      'x-zitadel-instance-host': 'id.example.com',
      'x-forwarded-proto': 'https',
    });
  });
});
