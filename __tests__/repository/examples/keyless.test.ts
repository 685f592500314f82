import { afterAll, describe, expect, test } from '@jest/globals';
import { splitLines } from '../../../emulators/runner/lines.ts';
import { openEmulator } from '../../support/emulator.ts';
import { exampleAccount } from './example-account.ts';
import { createKeyServices } from './key-services.ts';
import { readWorkflow, type Texts } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

const emulator = await openEmulator();
const services = createKeyServices();

afterAll(() => services.remove());

/** Runs a script of the example as a step of a job, with the stand-ins on its PATH. */
async function runScript(command: string, env: Texts): Promise<JobResult> {
  const workflow = { on: {}, defaults: { run: { shell: 'bash' } }, jobs: { once: { steps: [{ run: command, env }] } } };
  return await runJob({ workflow, job: 'once', context: {}, programs: services.programs });
}

describe.each([
  ['keyless.yml', 'aws'],
  ['keyless-gcp.yml', 'gcp'],
  ['keyless-azure.yml', 'azure'],
] as const)('examples/%s', (file, cloud) => {
  test('gets a token with an assertion that a key management service has signed', async () => {
    const { context, userId } = exampleAccount(emulator, { roles: ['ORG_OWNER_VIEWER'] });
    const upload = await runScript(`./keyless/upload-public-key.sh ${cloud}`, {
      ...services.keys[cloud],
      ZITADEL_ISSUER: emulator.origin,
      ZITADEL_USER_ID: userId,
      ZITADEL_ACCESS_TOKEN: emulator.adminToken,
    });
    const keyId = splitLines(upload.stdout.trim()).at(-1) ?? '';
    expect(emulator.state.keys.get(keyId)?.userId).toBe(userId);

    const variables = {
      ...services.keys[cloud],
      ZITADEL_ISSUER: emulator.origin,
      ZITADEL_USER_ID: userId,
      ZITADEL_KEY_ID: keyId,
    };
    const job = await runJob({
      workflow: readWorkflow(`examples/${file}`),
      job: 'deploy',
      context: {
        ...context,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`vars.${name}`, value])),
      },
      programs: services.programs,
    });

    expect(job.outcomes).toMatchObject({ assertion: 'success', zitadel: 'success', 'Call the API': 'success' });
    expect(job.known['steps.zitadel.outputs.org_id']).toBe(emulator.organization.id);
    expect(job.known['steps.assertion.outputs.assertion']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(job.log).not.toContain(job.known['steps.assertion.outputs.assertion']);
  });
});

test.each(['sign-assertion.sh', 'upload-public-key.sh'])('%s names its arguments', async (name) => {
  const env = { ZITADEL_ISSUER: emulator.origin, ZITADEL_USER_ID: '1', ZITADEL_KEY_ID: '2' };
  for (const argument of ['', ' oracle']) {
    const job = await runScript(`./keyless/${name}${argument}`, env);
    expect(job.succeeded).toBe(false);
    expect(job.log).toContain(`Usage: ${name} aws|gcp|azure`);
  }
});

test("upload-public-key.sh shows ZITADEL's message if the upload fails", async () => {
  const env = { ZITADEL_ISSUER: emulator.origin, ZITADEL_USER_ID: '1', ZITADEL_ACCESS_TOKEN: 'wrong' };
  const job = await runScript('./keyless/upload-public-key.sh aws', { ...services.keys.aws, ...env });
  expect(job.succeeded).toBe(false);
  expect(job.log).toContain('Errors.Token.Invalid (AUTH-7fs1e)');
});
