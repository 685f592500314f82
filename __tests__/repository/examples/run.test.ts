import { describe, expect, test } from '@jest/globals';
import { openEmulator } from '../../support/emulator.ts';
import type { Context } from './expressions.ts';
import { exampleAccount } from './example-account.ts';
import { readWorkflow } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

const reader = ['ORG_OWNER_VIEWER'];
const emulator = await openEmulator({ instanceHosts: ['id.example.com'] });

/** Runs a job of an example. No token of its steps may be visible in the log. */
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

/** The personal access tokens that an account still has. */
function tokensOf(userId: string): string[] {
  return [...emulator.state.personalAccessTokens.values()].filter((one) => one.userId === userId).map(({ id }) => id);
}

describe('curl.yml', () => {
  test('prints the number of users', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const job = await run('curl.yml', 'users', context);
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Call the API': 'success' });
    expect(job.log).toMatch(new RegExp(`^Users: ${emulator.state.users.size}$`, 'm'));
  });

  test('uses a token with a short lifetime, and deletes it', async () => {
    const { context, userId } = exampleAccount(emulator, { roles: reader });
    await run('curl.yml', 'users', context);
    expect(emulator.requests.map(({ path }) => path)).toContain(`/v2/users/${userId}/pats`);
    expect(tokensOf(userId)).toEqual([]);
  });

  test('fails with a cause before the call if the account may not read its organization', async () => {
    const job = await run('curl.yml', 'users', exampleAccount(emulator, {}).context);
    expect(job.outcomes).toEqual({ zitadel: 'failure', 'Call the API': 'skipped' });
    expect(job.known['steps.zitadel.outputs.failure']).toBe('verification');
  });

  test("fails and shows ZITADEL's message if the call fails, although jq could read the response", async () => {
    const body = '{"code":7,"message":"No matching permissions found (AUTH-5mWD2)"}';
    emulator.fault({ kind: 'answer', status: 403, body, on: '/v2/users' });
    const job = await run('curl.yml', 'users', exampleAccount(emulator, { roles: reader }).context);
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Call the API': 'failure' });
    expect(job.log).toContain(body);
  });
});

describe('organization.yml', () => {
  const asks = { 'inputs.name': 'Acme "East"', 'inputs.email': 'east@acme.example' };

  test('creates an organization with a project and a user, and verifies the access to it', async () => {
    const { context, userId } = exampleAccount(emulator, { roles: ['IAM_ORG_MANAGER'] });
    const job = await run('organization.yml', 'provision', { ...context, ...asks });
    expect(job.succeeded).toBe(true);
    const created = [...emulator.state.organizations.values()].find(({ name }) => name === 'Acme "East"');
    expect(job.known['steps.organization.outputs.id']).toBe(created?.id);
    expect([...emulator.state.projects.values()].map(({ organizationId }) => organizationId)).toContain(created?.id);
    const user = [...emulator.state.users.values()].find(({ userName }) => userName === 'east@acme.example');
    expect(user?.organizationId).toBe(created?.id);
    expect(job.known['steps.verified.outputs.org_name']).toBe('Acme "East"');
    expect(tokensOf(userId)).toEqual([]);
  });

  test('changes nothing in a second run with the same name', async () => {
    const { context } = exampleAccount(emulator, { roles: ['IAM_ORG_MANAGER'] });
    const first = await run('organization.yml', 'provision', { ...context, ...asks });
    const before = [emulator.state.organizations.size, emulator.state.projects.size];
    // What the API returns for a login name that is taken.
    const body = '{"code":6,"message":"User already exists (V3-DKcYh)"}';
    emulator.fault({ kind: 'answer', status: 409, body, on: '/v2/users/human' });
    const second = await run('organization.yml', 'provision', { ...context, ...asks });
    expect(second.succeeded).toBe(true);
    expect(second.known['steps.organization.outputs.id']).toBe(first.known['steps.organization.outputs.id']);
    expect([emulator.state.organizations.size, emulator.state.projects.size]).toEqual(before);
  });

  test('fails in its first step, and names the role, if the account may not', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const job = await run('organization.yml', 'provision', {
      ...context,
      'inputs.name': 'West',
      'inputs.email': 'w@a.example',
    });
    expect(job.outcomes).toEqual({ zitadel: 'failure', organization: 'skipped', verified: 'skipped' });
    expect(job.log).toContain('IAM_ORG_MANAGER');
    expect([...emulator.state.organizations.values()].map(({ name }) => name)).not.toContain('West');
  });
});

describe('private-network.yml', () => {
  test('trusts a private authority', async () => {
    const secure = await openEmulator({ tls: true });
    try {
      const { context } = exampleAccount(secure, { roles: reader });
      const job = await run('private-network.yml', 'private-authority', {
        ...context,
        'vars.ZITADEL_ORIGIN': secure.origin,
        'vars.CORP_CA': secure.caCertificate ?? '',
      });
      expect(job.outcomes).toEqual({ zitadel: 'success', 'Call the API': 'success' });
    } finally {
      await secure.close();
    }
  });

  test('reaches the instance under an internal address', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const replaced = { 'http://zitadel.zitadel.svc:8080': `http://127.0.0.1:${emulator.port}` };
    const job = await run('private-network.yml', 'cluster', context, { replaced });
    expect(job.outcomes).toEqual({ zitadel: 'success', 'Call the API': 'success' });
    expect(job.known['steps.zitadel.outputs.issuer']).toBe('https://id.example.com');
  });
});

describe('terraform.yml', () => {
  test('passes the host name, the port, a valid token and the verified organization to Terraform', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const terraform = `
      variables="\${TF_VAR_zitadel_domain:-} \${TF_VAR_zitadel_port:-} \${TF_VAR_zitadel_org_id:-}"
      [[ $1 == init ]] || variables+=" $(curl --silent --output /dev/null --write-out '%{http_code}' \\
        --header "Authorization: Bearer $TF_VAR_zitadel_access_token" ${emulator.origin}/management/v1/orgs/me)"
      echo "terraform $1 $variables" >> "$CALLS"`;
    const { calls } = await run('terraform.yml', 'apply', context, { programs: { terraform } });
    expect(calls).toBe(
      `terraform init   \nterraform apply localhost ${emulator.port} ${emulator.organization.id} 200\n`,
    );
  });
});

describe('node-client.yml', () => {
  test('passes a token and the issuer to the client', async () => {
    const { context } = exampleAccount(emulator, { roles: reader });
    const node = `echo "node $1 $ZITADEL_ACCESS_TOKEN $ZITADEL_ISSUER" >> "$CALLS"`;
    const { calls, known } = await run('node-client.yml', 'list', context, { programs: { npm: ':', node } });
    const token = known['steps.zitadel.outputs.access_token'] ?? '';
    expect(token).not.toBe('');
    expect(calls).toBe(`node node-client/list-users.mjs ${token} ${emulator.origin}\n`);
  });
});
