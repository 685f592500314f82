import { describe, expect, test } from '@jest/globals';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { keyFields } from '../support/keys.ts';
import { scriptConnection } from '../support/scripted-connection.ts';
import { secretInputs, tokenAnswer } from '../support/zitadel.ts';

const now = (): number => Date.UTC(2026, 10, 24, 5, 0, 0);

async function runWith(expirationDate: string | undefined, domain = 'acme.zitadel.cloud'): Promise<InProcessResult> {
  const { connect } = scriptConnection([{ status: 200, body: tokenAnswer }]);
  const key = JSON.stringify({ ...keyFields, expirationDate });
  return await runInProcess({ inputs: { domain, 'service-account-key': key }, connect, now });
}

describe('the output credential_expires_in_days', () => {
  test.each([
    ['2026-12-24T05:00:00Z', '30'],
    ['2026-12-24T04:59:59Z', '29'],
    ['2026-11-25T05:00:00Z', '1'],
    ['2026-11-25T04:59:59Z', '0'],
    ['2026-11-24T05:00:01Z', '0'],
    ['2026-11-24T04:59:59Z', '-1'],
    ['2026-11-23T05:00:00Z', '-1'],
    ['2026-11-23T04:59:59Z', '-2'],
    ['9999-12-31T23:59:59Z', undefined],
    [undefined, undefined],
  ])('%s: %s', async (expirationDate, days) => {
    const { outputs } = await runWith(expirationDate);

    expect(outputs['credential_expires_in_days']).toBe(days);
    expect('credential_expires_at' in outputs).toBe(days !== undefined);
  });

  test('is not set for a client secret, which never expires', async () => {
    const { connect } = scriptConnection([{ status: 200, body: tokenAnswer }]);
    const { outputs } = await runInProcess({ inputs: secretInputs, connect, now });
    expect(outputs).not.toHaveProperty('credential_expires_in_days');
  });
});

describe('the outputs hostname and port are those of the issuer', () => {
  test.each([
    ['acme.zitadel.cloud', 'acme.zitadel.cloud', '443'],
    ['https://ID.example.com:8443/', 'id.example.com', '8443'],
    ['http://localhost:8080', 'localhost', '8080'],
    ['http://localhost', 'localhost', '80'],
    ['[::1]:8080', '[::1]', '8080'],
    ['bücher.example', 'xn--bcher-kva.example', '443'],
  ])('%s: %s and %s', async (domain, hostname, port) => {
    expect((await runWith(undefined, domain)).outputs).toMatchObject({ hostname, port });
  });
});

describe('the output key_id', () => {
  test('is the ID of the key, however the key was given', async () => {
    expect((await runWith(undefined)).outputs['key_id']).toBe(keyFields.keyId);
  });

  test('is not set for a client secret', async () => {
    const { connect } = scriptConnection([{ status: 200, body: tokenAnswer }]);
    const { outputs } = await runInProcess({ inputs: secretInputs, connect, now });
    expect(outputs).not.toHaveProperty('key_id');
  });
});
