import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../emulators/zitadel/emulator.ts';
import type { Context } from '../../support/expressions.ts';
import { exampleAccount } from '../../support/example-account.ts';
import { readWorkflow } from '../../support/workflow-file.ts';
import { type JobResult, runJob } from '../../support/workflow-run.ts';

const reader = ['ORG_OWNER_VIEWER'];
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ instanceHosts: ['id.example.com'] });
});

afterAll(() => emulator.close());

/** Runs a job of an example; no token of its steps may show. */
async function run(
  file: string,
  job: string,
  context: Context,
  { programs = {}, replaced = {} }: { programs?: Record<string, string>; replaced?: Record<string, string> } = {},
): Promise<JobResult> {
  const result = await runJob({ workflow: readWorkflow(`examples/${file}`, replaced), job, context, programs });
  const tokens = Object.entries(result.known).filter(([name, value]) => name.endsWith('.access_token') && value !== '');
  for (const [, token] of tokens) expect(result.log).not.toContain(token);
  return result;
}

describe('curl.yml', () => {
  test("prints the organization's name, and ends the token", async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const job = await run('curl.yml', 'organization', context);
    expect(job.succeeded).toBe(true);
    expect(job.log).toContain(`\n${emulator.organization.name}\n`);
    expect(job.log).toMatch(/Revoked the access token at \S+, by the .+$/);
  });

  test('fails when the API refuses, although jq could read the answer', async () => {
    const job = await run('curl.yml', 'organization', exampleAccount(emulator, {}).context);
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Ask the API': 'failure' });
  });
});

describe('organization.yml', () => {
  test('makes an organization with a project, and proves that the account rules it', async () => {
    const { context } = exampleAccount(emulator, { roles: ['IAM_OWNER'] });
    const job = await run('organization.yml', 'provision', { ...context, 'inputs.name': 'Acme "East"' });
    expect(job.succeeded).toBe(true);
    const made = [...emulator.state.organizations.values()].find(({ name }) => name === 'Acme "East"');
    expect(job.known['steps.organization.outputs.id']).toBe(made?.id);
    expect([...emulator.state.projects.values()].map(({ organizationId }) => organizationId)).toContain(made?.id);
    expect(job.log).toContain(`Acme "East"`);
  });

  test('fails before anything is made when the account may not', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const job = await run('organization.yml', 'provision', { ...context, 'inputs.name': 'West' });
    expect(job.outcomes).toEqual({
      zitadel: 'success',
      organization: 'failure',
      'OWNER/zitadel-token-action@v1': 'skipped',
    });
  });
});

describe('private-network.yml', () => {
  test('trusts a private authority', async () => {
    const secure = await startEmulator({ tls: true });
    try {
      const { context } = exampleAccount(secure, { roles: reader });
      const job = await run('private-network.yml', 'private-authority', {
        ...context,
        'vars.ZITADEL_ORIGIN': secure.origin,
        'vars.CORP_CA': secure.caCertificate ?? '',
      });
      expect(job.outcomes).toEqual({ zitadel: 'success', 'Ask the API': 'success' });
    } finally {
      await secure.close();
    }
  });

  test('reaches the instance under an internal address', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const replaced = { 'http://zitadel.zitadel.svc:8080': `http://127.0.0.1:${emulator.port}` };
    const job = await run('private-network.yml', 'cluster', context, { replaced });
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Ask the API': 'success' });
    expect(job.known['steps.zitadel.outputs.issuer']).toBe('https://id.example.com');
  });
});

describe('terraform.yml and node-client.yml', () => {
  test('hand Terraform a live token and the organization that was proven', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const terraform = `echo "terraform $1 \${TF_VAR_zitadel_access_token:-} \${TF_VAR_zitadel_org_id:-}" >> "$CALLS"`;
    const { calls, known } = await run('terraform.yml', 'apply', context, { programs: { terraform } });
    const token = known['steps.zitadel.outputs.access_token'] ?? '';
    expect(emulator.state.accessTokens.has(token)).toBe(true);
    expect(calls).toBe(`terraform init  \nterraform apply ${token} ${emulator.organization.id}\n`);
  });

  test('hand the client a token and the issuer', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const node = `echo "node $1 $ZITADEL_ACCESS_TOKEN $ZITADEL_ISSUER" >> "$CALLS"`;
    const { calls, known } = await run('node-client.yml', 'list', context, { programs: { npm: ':', node } });
    const token = known['steps.zitadel.outputs.access_token'] ?? '';
    expect(token).not.toBe('');
    expect(calls).toBe(`node node-client/list-users.mjs ${token} ${emulator.origin}\n`);
  });
});
