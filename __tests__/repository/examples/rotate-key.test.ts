import { describe, expect, test } from '@jest/globals';
import { openEmulator } from '../../support/emulator.ts';
import { exampleAccount } from './example-account.ts';
import type { JobResult } from './workflow-run.ts';
import { readWorkflow } from '../workflow-file.ts';
import { call } from './reusable.ts';

/** Records the call, and what would be stored. */
const stores = `echo "gh $*" >> "$CALLS"; cat >> "$CALLS"; echo >> "$CALLS"`;
const caller = readWorkflow('examples/rotate-key.yml');
const emulator = await openEmulator();

/** Rotates the key of an account without any role. */
async function rotate(gh: string, wrap = (json: string): string => json) {
  const { context, userId, keyId, keyJson } = exampleAccount(emulator, {});
  const job = await call({
    caller,
    job: 'key',
    context: { ...context, 'secrets.SECRETS_TOKEN': 'may-write-secrets' },
    environment: { 'secrets.ZITADEL_KEY': wrap(keyJson) },
    programs: { gh },
  });
  const keys = [...emulator.state.keys.values()].filter((key) => key.userId === userId);
  return { ...job, keyJson, oldKeyId: keyId, keyIds: keys.map(({ id }) => id) };
}

describe('the rotation of a key', () => {
  test.each([
    ['as JSON', (json: string) => json],
    ['as base64', (json: string) => Buffer.from(json).toString('base64')],
  ])('that is stored %s: adds a key, verifies it, stores it and deletes the old one', async (_, wrap) => {
    const job = await rotate(stores, wrap);
    expect(job.succeeded).toBe(true);
    const [first, before, second, stored = '{}'] = job.calls.split('\n');
    expect([first, before]).toEqual(['gh secret set ZITADEL_KEY --env production', wrap(job.keyJson)]);
    expect(second).toBe(first);
    const { keyId, key, expirationDate } = JSON.parse(stored) as Record<'keyId' | 'key' | 'expirationDate', string>;
    expect(job.keyIds).toEqual([keyId]);
    expect(job.known['steps.new-key.outputs.key_id']).toBe(keyId);
    expect(Math.round((Date.parse(expirationDate) - Date.now()) / 86_400_000)).toBe(60);
    for (const line of key.split('\n').filter((text) => text.length > 20 && !text.includes('-----'))) {
      expect(job.log).not.toContain(line);
    }
  });

  test('changes nothing if the secret cannot be written', async () => {
    const job = await rotate('exit 1');
    expect(job.outcomes).toMatchObject({ writable: 'failure', add: 'skipped', 'Delete the old key': 'skipped' });
    expect(job.keyIds).toEqual([job.oldKeyId]);
  });

  test('deletes a new key that ZITADEL rejects, and keeps the old one', async () => {
    const body = '{"error":"access_denied"}';
    emulator.fault({ kind: 'answer', status: 401, body, on: '/oidc/v1/userinfo', times: 2 });
    const job = await rotate(stores);
    expect(job.outcomes).toMatchObject({
      'new-key': 'failure',
      store: 'skipped',
      'Delete the old key': 'skipped',
      'Delete the new key': 'success',
      'Remove the file': 'success',
    });
    expect(job.keyIds).toEqual([job.oldKeyId]);
  });

  test('keeps both if storing the new key fails, because either may be stored', async () => {
    const job = await rotate('cat > /dev/null; [[ ! -s "$CALLS" ]] && echo once >> "$CALLS"');
    expect(job.outcomes).toMatchObject({
      store: 'failure',
      'Delete the old key': 'skipped',
      'Delete the new key': 'skipped',
    });
    expect(job.keyIds).toEqual([job.oldKeyId, job.known['steps.add.outputs.key_id']]);
  });
});

describe('the rotation of a client secret', () => {
  const created = 'N3wS3cr3tN3wS3cr3tN3wS3cr3tN3wS3cr3tN3wS3cr3tN3wS3cr3tN3wS3cr3t4';

  async function rotateSecret(gh: string): Promise<JobResult> {
    const { context, clientSecret, userId } = exampleAccount(emulator, {});
    // UserService AddSecret (ZITADEL v4), which an account may call for itself.
    const body = (): string => {
      const user = emulator.state.users.get(userId);
      if (user !== undefined) user.clientSecret = created;
      return JSON.stringify({ creationDate: new Date().toISOString(), clientSecret: created });
    };
    emulator.fault({ kind: 'answer', status: 200, body, on: `/v2/users/${userId}/secret` });
    return await call({
      caller,
      job: 'client-secret',
      context: {
        ...context,
        'secrets.ZITADEL_CLIENT_SECRET': clientSecret,
        'secrets.SECRETS_TOKEN': 'may-write-secrets',
      },
      programs: { gh },
    });
  }

  test('stores the new secret, which works, and does not show it', async () => {
    const job = await rotateSecret(stores);
    expect(job.outcomes).toMatchObject({ 'Store the new client secret': 'success', 'new-secret': 'success' });
    expect(job.calls.split('\n').slice(2, 4)).toEqual(['gh secret set ZITADEL_CLIENT_SECRET', created]);
    expect(job.succeeded).toBe(true);
    expect(job.log).not.toContain(created);
  });

  test('changes nothing if the secret cannot be written', async () => {
    const job = await rotateSecret('exit 1');
    expect(job.outcomes).toMatchObject({ writable: 'failure', add: 'skipped' });
  });
});
