import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actionFolder } from '../../../emulators/runner/action-file.ts';
import { type Emulator, startEmulator } from '../../../emulators/zitadel/emulator.ts';
import { exampleAccount } from './example-account.ts';
import type { Context } from './expressions.ts';
import type { Workflow, WorkflowStep } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

/** Runs every snippet of the README against the emulator. */

/** Includes snippets inside a list, which are indented. */
const snippets = [
  ...readFileSync(join(actionFolder, 'README.md'), 'utf8').matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm),
].map(([, indent = '', snippet = '']) => snippet.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
const [quickStart = '', beforeTheAction = '', insideCluster = ''] = snippets;

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ instanceHosts: ['id.example.com'] });
});
afterEach(() => emulator.close());

async function run(snippet: string, context: Context): Promise<JobResult> {
  const parsed = parse(snippet) as Workflow | WorkflowStep[];
  const workflow = Array.isArray(parsed) ? ({ jobs: { snippet: { steps: parsed } } } as unknown as Workflow) : parsed;
  return await runJob({ workflow, job: Object.keys(workflow.jobs)[0] ?? '', context });
}

/** A request of an administrator, as the Management Console sends it. */
async function administrator(method: string, path: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(`${emulator.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
}

describe('the README', () => {
  test('has three snippets', () => {
    expect(snippets).toHaveLength(3);
  });

  test.each([
    ['with', true],
    ['without', false],
  ])('leads to a successful run in five steps, %s the role of step 3', async (_, grantsRole) => {
    const userName = 'ci-bot';
    // 1 and 2: the service account, and its client secret and client ID.
    const { userId = '' } = await administrator('POST', '/management/v1/users/machine', { userName, name: userName });
    const { clientId = '', clientSecret = '' } = await administrator(
      'PUT',
      `/management/v1/users/${userId}/secret`,
      {},
    );
    // 3: the role.
    if (grantsRole) {
      await administrator('POST', '/management/v1/orgs/me/members', { userId, roles: ['ORG_OWNER_VIEWER'] });
    }
    // 4 and 5: the secret is stored, the workflow is saved and run.
    expect(quickStart).toContain(`client-id: ${clientId}\n`);
    const workflow = quickStart.replaceAll('acme.zitadel.cloud', emulator.origin);
    const job = await run(workflow, { 'secrets.ZITADEL_CLIENT_SECRET': clientSecret });

    expect(job.log).toContain(`"sub":"${userId}"`);
    expect(job.succeeded).toBe(true);
    expect(job.log).not.toContain(clientSecret);
  });

  test('shows a step without the action that is valid YAML', () => {
    expect(parse(beforeTheAction)).toEqual([{ run: expect.stringContaining('/oauth/v2/token') }]);
  });

  test('inside a cluster, requests go to the endpoint and name the public host', async () => {
    const { context } = exampleAccount(emulator, {});
    const job = await run(insideCluster.replaceAll('http://zitadel.zitadel.svc:8080', emulator.origin), context);
    expect(job.succeeded).toBe(true);
    expect(emulator.requests[0]?.headers).toMatchObject({
      'x-zitadel-instance-host': 'id.example.com',
      'x-forwarded-proto': 'https',
    });
  });
});
