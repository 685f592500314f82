import { describe, expect, test } from '@jest/globals';
import { openEmulator } from '../../support/emulator.ts';
import { exampleAccount } from './example-account.ts';
import { readWorkflow } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

const workflow = readWorkflow('examples/rotate-key.yml');
const stores = `echo "gh $*" >> "$CALLS"; cat >> "$CALLS"`;
const emulator = await openEmulator();

/** Rotates the key of an account without any role. */
async function rotate(gh: string): Promise<JobResult & { oldKeyId: string; keyIds: string[] }> {
  const { context, userId, keyId } = exampleAccount(emulator, {});
  const job = await runJob({
    workflow,
    job: 'rotate',
    context: { ...context, 'secrets.SECRETS_TOKEN': 'may-write-secrets' },
    programs: { gh },
  });
  const keys = [...emulator.state.keys.values()].filter((key) => key.userId === userId);
  return { ...job, oldKeyId: keyId, keyIds: keys.map(({ id }) => id) };
}

describe('examples/rotate-key.yml', () => {
  test('adds a key, verifies it, stores it and deletes the old one', async () => {
    const job = await rotate(stores);
    expect(job.succeeded).toBe(true);
    const [call, stored = '{}'] = job.calls.split('\n');
    expect(call).toBe('gh secret set ZITADEL_KEY --env production');
    const { keyId, key, expirationDate } = JSON.parse(stored) as Record<'keyId' | 'key' | 'expirationDate', string>;
    expect(job.keyIds).toEqual([keyId]);
    expect(Math.round((Date.parse(expirationDate) - Date.now()) / 86_400_000)).toBe(60);
    for (const line of key.split('\n').filter((text) => text.length > 20 && !text.includes('-----'))) {
      expect(job.log).not.toContain(line);
    }
  });

  test('deletes a new key that ZITADEL rejects, and keeps the old one', async () => {
    const body = '{"error":"access_denied"}';
    emulator.fault({ kind: 'answer', status: 401, body, on: '/oidc/v1/userinfo', times: 2 });
    const job = await rotate(stores);
    expect(job.outcomes).toMatchObject({
      new: 'failure',
      store: 'skipped',
      'Delete the old key': 'skipped',
      'Delete the new key': 'success',
      'Remove the file': 'success',
    });
    expect(job.calls).toBe('');
    expect(job.keyIds).toEqual([job.oldKeyId]);
  });

  test('keeps both if storing fails, because either may be stored', async () => {
    const job = await rotate('exit 1');
    expect(job.outcomes).toMatchObject({
      store: 'failure',
      'Delete the old key': 'skipped',
      'Delete the new key': 'skipped',
    });
    expect(job.keyIds).toEqual([job.oldKeyId, job.known['steps.add.outputs.key_id']]);
  });
});
