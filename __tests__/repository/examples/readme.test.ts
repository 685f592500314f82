import { readFileSync } from 'node:fs';
import { splitLines } from '../../../emulators/runner/lines.ts';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actionFolder } from '../../../emulators/runner/action-file.ts';
import { type Emulator, startEmulator } from '../../../emulators/zitadel/emulator.ts';
import { exampleAccount } from './example-account.ts';
import type { Context } from './expressions.ts';
import type { Workflow, WorkflowStep } from '../workflow-file.ts';
import { createKeyServices } from './key-services.ts';
import { type Call, call } from './reusable.ts';
import { type JobResult, runJob } from './workflow-run.ts';

/** Runs every snippet of the README against the emulator. */

const page = readFileSync(join(actionFolder, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
/** Includes snippets inside a list, which are indented. */
const snippets = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm)].map(([, indent = '', snippet = '']) =>
  snippet.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);
const [quickStart = ''] = snippets;
const recipes = [
  ...(/\n## Recipes\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '').matchAll(/^### (.+)\n+```yaml\n([\s\S]*?)^```/gm),
].map(([, heading = '', snippet = '']) => ({ heading, snippet }));
const reader = ['ORG_OWNER_VIEWER'];
const services = createKeyServices();
afterAll(() => services.remove());

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ instanceHosts: ['id.example.com'] });
});
afterEach(() => emulator.close());

/** Runs a snippet as the page shows it: steps, or a workflow with one job, which may call a reusable workflow. */
async function run(snippet: string, context: Context, rest: Partial<Call> = {}): Promise<JobResult> {
  const parsed = parse(snippet) as Workflow & { readonly steps?: readonly WorkflowStep[] };
  const workflow = parsed.steps === undefined ? parsed : { ...parsed, jobs: { snippet: { steps: parsed.steps } } };
  const [job = ''] = Object.keys(workflow.jobs);
  return workflow.jobs[job]?.uses === undefined
    ? await runJob({ workflow, job, context, ...rest })
    : await call({ caller: workflow, job, context, ...rest });
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
});

interface Recipe {
  readonly roles?: string[];
  /** What the page names, and what a test has instead. */
  readonly replaced?: Readonly<Record<string, string>>;
  readonly context?: Context;
  readonly rest?: Partial<Call>;
  readonly check: (job: JobResult) => void;
}

/** Each recipe by its heading. The host of the instance is replaced by that of the emulator. */
const cases: Readonly<Record<string, () => Recipe | Promise<Recipe>>> = {
  curl: () => ({ roles: reader, check: ({ log }) => expect(log).toContain(`"id":"${emulator.organization.id}"`) }),
  Terraform: () => ({
    roles: reader,
    rest: { programs: { terraform: 'echo "$1 $TF_VAR_hostname $TF_VAR_port ${#TF_VAR_token}" >> "$CALLS"' } },
    check: ({ calls }) => expect(calls).toMatch(new RegExp(`^apply localhost ${emulator.port} \\d{2,}\n$`)),
  }),
  'A client library (Node)': () => ({
    rest: { programs: { node: 'echo "$1 $ISSUER ${#TOKEN}" >> "$CALLS"' } },
    check: ({ calls }) => expect(calls).toMatch(new RegExp(`^list-users.mjs ${emulator.origin} \\d{2,}\n$`)),
  }),
  'A new organization': () => ({
    roles: ['IAM_ORG_MANAGER'],
    check: () => expect([...emulator.state.organizations.values()].map(({ name }) => name)).toContain('Acme East'),
  }),
  'A health check every morning': () => ({ check: ({ calls }) => expect(calls).toBe('') }),
  'Key rotation': () => ({
    context: { 'secrets.SECRETS_TOKEN': 'may-write-secrets' },
    rest: { programs: { gh: 'echo "gh $*" >> "$CALLS"; cat > /dev/null' } },
    check: ({ calls }) => expect(calls).toBe('gh secret set ZITADEL_KEY\ngh secret set ZITADEL_KEY\n'),
  }),
  'A private instance': async () => {
    await emulator.close();
    emulator = await startEmulator({ instanceHosts: ['id.example.com'], tls: true });
    return {
      replaced: { 'https://zitadel.corp.example:8443': emulator.origin },
      rest: { files: { 'corp-ca.pem': emulator.caCertificate ?? '' } },
      check: () => expect(emulator.requests[0]?.headers['x-zitadel-instance-host']).toBe('id.example.com'),
    };
  },
  'No stored secret': async () => {
    const { userId } = exampleAccount(emulator, {});
    const { context, programs } = await keyInKms(userId);
    return { context, rest: { programs }, check: ({ log }) => expect(log).toContain('Got an access token') };
  },
};

describe('a recipe of the README', () => {
  test('has a test each', () => {
    expect(Object.keys(cases)).toEqual(recipes.map(({ heading }) => heading));
  });

  test.each(recipes)('$heading', async ({ heading, snippet }) => {
    const recipe = await cases[heading]?.();
    if (recipe === undefined) throw new Error(`No test for the recipe ${heading}.`);
    const { roles = [], replaced = {}, context = {}, rest = {}, check } = recipe;
    const account = exampleAccount(emulator, { roles });
    const hosts = { 'acme.zitadel.cloud': emulator.origin, 'https://acme.zitadel.cloud': emulator.origin, ...replaced };
    const text = Object.entries(hosts)
      .toReversed()
      .reduce((all, [from, to]) => all.replaceAll(from, to), snippet);
    const job = await run(text, { ...account.context, ...context }, rest);
    expect(job.succeeded).toBe(true);
    check(job);
  });
});

/** A key in a key management service, whose public half is uploaded to the account. */
async function keyInKms(userId: string) {
  const env = {
    ...services.keys.aws,
    ZITADEL_ISSUER: emulator.origin,
    ZITADEL_USER_ID: userId,
    ZITADEL_ACCESS_TOKEN: emulator.adminToken,
  };
  const workflow = { on: {}, jobs: { once: { steps: [{ run: './keyless/upload-public-key.sh aws', env }] } } };
  const { programs } = services;
  const upload = await runJob({ workflow, job: 'once', context: {}, programs });
  const keyId = splitLines(upload.stdout.trim()).at(-1) ?? '';
  const variables = { ...services.keys.aws, ZITADEL_USER_ID: userId, ZITADEL_KEY_ID: keyId };
  const context = Object.fromEntries(Object.entries(variables).map(([name, value]) => [`vars.${name}`, value]));
  return { context, programs };
}
