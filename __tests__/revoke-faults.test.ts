import { describe, expect, test } from '@jest/globals';
import type { FaultKind } from '../emulators/zitadel/faults.ts';
import { expectNotRevoked } from './support/expect-not-revoked.ts';
import { revokeInProcess, runInProcess } from './support/in-process.ts';
import { revokingInputs, type RevocationName } from './support/revocations.ts';
import { startWorld, type World } from './support/world.ts';

describe('a job is never failed by what happens at its end', () => {
  interface Row {
    readonly what: string;
    readonly fault?: FaultKind;
    readonly happens?: (world: World) => void | Promise<void>;
    readonly credential?: RevocationName;
    readonly says: string;
    /** How many requests reach the server. */
    readonly requests: number | 'several';
  }
  const rows: readonly Row[] = [
    {
      what: 'the secret was replaced during the job',
      happens({ emulator }) {
        for (const user of emulator.state.users.values()) user.clientSecret = 'another-secret';
      },
      says: 'status 400, "invalid_request: Errors.User.Machine.Secret.Invalid"',
      requests: 1,
    },
    {
      what: 'the application is gone',
      credential: 'key JSON',
      happens: ({ emulator }) => emulator.state.applications.clear(),
      says: 'status 400, "invalid_client: no active client not found"',
      requests: 1,
    },
    {
      what: 'the server says no',
      fault: {
        kind: 'answer',
        status: 401,
        body: '{"error":"invalid_client","error_description":"token was not issued for this client"}',
      },
      says: 'status 401, "invalid_client: token was not issued for this client"',
      requests: 1,
    },
    {
      what: 'a page answers',
      fault: { kind: 'answer', status: 403, body: '<html><title>Blocked</title></html>' },
      says: 'status 403, an HTML page titled "Blocked"',
      requests: 1,
    },
    {
      what: 'a login page answers with status 200',
      fault: { kind: 'answer', status: 200, body: '<html><title>Log in to the network</title></html>' },
      says: 'status 200, an HTML page titled "Log in to the network"',
      requests: 1,
    },
    {
      what: 'JSON answers with status 200',
      fault: { kind: 'answer', status: 200, body: '{}' },
      says: 'The revocation was rejected: status 200',
      requests: 1,
    },
    {
      what: 'a redirect answers',
      fault: { kind: 'answer', status: 307, headers: { location: 'https://evil.example.com/' } },
      says: 'a redirect (status 307) to https://evil.example.com; it was not followed',
      requests: 1,
    },
    { what: 'the server is down', fault: { kind: 'answer', status: 503 }, says: 'status 503', requests: 'several' },
    { what: 'the connection breaks', fault: { kind: 'reset' }, says: 'the connection was closed', requests: 'several' },
    { what: 'nothing answers', fault: { kind: 'stall' }, says: 'nothing came within', requests: 1 },
    {
      what: 'nothing listens',
      happens: async ({ emulator }) => await emulator.close(),
      says: 'refused the connection',
      requests: 0,
    },
  ];

  test.concurrent.each(rows)('$what: a warning with the cause', async (row) => {
    const world = await startWorld();
    const inputs = { ...revokingInputs(world, row.credential ?? 'client secret'), 'timeout-seconds': '3' };
    const main = await runInProcess({ inputs });
    await row.happens?.(world);
    if (row.fault !== undefined) world.emulator.fault({ ...row.fault, on: '/oauth/v2/revoke', times: 99 });
    const { access_token: token = '' } = main.outputs;

    const post = await revokeInProcess({ inputs }, main.state);
    if (row.requests !== 0) await world.emulator.close();

    expect(post.outputs).toEqual({});
    expect(token).not.toBe('');
    expect(post.log.text).not.toContain(token);
    expect(post.milliseconds).toBeLessThan(12_000);
    expectNotRevoked(post, row.says);
    const sent = world.emulator.requests.filter(({ path }) => path === '/oauth/v2/revoke').length;
    if (row.requests === 'several') expect(sent).toBeGreaterThan(1);
    else expect(sent).toBe(row.requests);
  });

  test('one failed attempt is made good', async () => {
    const world = await startWorld();
    const inputs = revokingInputs(world, 'client secret');
    const main = await runInProcess({ inputs });
    world.emulator.fault({ kind: 'reset', on: '/oauth/v2/revoke' });
    const post = await revokeInProcess({ inputs }, main.state);
    expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual({ userinfo: 401, organization: 401 });
    await world.emulator.close();
    expect(post.log.text.split('\n').at(-1)).toContain(`Revoked the access token at ${world.emulator.origin}, by the `);
    expect(post.log.annotations).toEqual([]);
  });
});
