import { beforeAll, expect, test } from '@jest/globals';
import { startEmulator } from '../../emulators/zitadel/emulator.ts';
import type { FaultKind } from '../../emulators/zitadel/faults.ts';
import { addKey } from '../../emulators/zitadel/keys.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { rsa } from '../support/keys.ts';
import { createPool } from '../support/pool.ts';

/** Longer nobody waits for a date that may not be there. */
const slowMs = 5_000;

/** What the search comes to, and how long a step lasts because of it. */
interface Row {
  readonly what: string;
  readonly fault: FaultKind;
  readonly lasts?: number;
  readonly timeoutSeconds?: string;
}

const rows: readonly Row[] = [
  { what: '404, as before v4', fault: { kind: 'answer', status: 404, body: '{"code":5,"message":"Not Found"}' } },
  { what: '401', fault: { kind: 'answer', status: 401, body: '{"code":16,"message":"Errors.Token.Invalid"}' } },
  { what: '403', fault: { kind: 'answer', status: 403, body: '{"code":7,"message":"No permission"}' } },
  { what: '429', fault: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } },
  { what: '500', fault: { kind: 'answer', status: 500 } },
  { what: 'a redirect', fault: { kind: 'answer', status: 302, headers: { location: 'https://example.com/' } } },
  { what: 'HTML', fault: { kind: 'answer', status: 200, body: '<html>' } },
  {
    what: 'no list',
    fault: { kind: 'answer', status: 200, body: '{"result":{"expirationDate":"2026-01-01T00:00:00Z"}}' },
  },
  { what: 'a list of nothing', fault: { kind: 'answer', status: 200, body: '{"result":[null,1,"x",[],{}]}' } },
  {
    what: 'no dates',
    fault: { kind: 'answer', status: 200, body: ({ body }) => withDate('soon', body) },
  },
  { what: '3 MiB', fault: { kind: 'huge' } },
  { what: 'a reset', fault: { kind: 'reset' } },
  { what: 'a cut body', fault: { kind: 'cut-body' } },
  { what: 'silence', fault: { kind: 'stall' }, lasts: slowMs },
  { what: 'a drip', fault: { kind: 'drip' }, lasts: slowMs },
  { what: 'silence, with less time', fault: { kind: 'stall' }, lasts: 2_000, timeoutSeconds: '2' },
];

interface Case extends Row {
  readonly credential: 'key' | 'token';
}

const cases = rows.flatMap((row): Case[] => [
  { ...row, credential: 'key' },
  { ...row, credential: 'token' },
]);
const results = new Map<Case, Promise<StepResult & { asked: number }>>();

/** The entry that was asked for, with another date. */
function withDate(expirationDate: string, search: string): string {
  return JSON.stringify({ result: [{ id: /"id":"(\d+)"/.exec(search)?.[1], expirationDate }] });
}

async function ask({ fault, credential, timeoutSeconds = '60' }: Case): Promise<StepResult & { asked: number }> {
  const emulator = await startEmulator();
  const { state, origin: domain } = emulator;
  const account = addServiceAccount(state, { userName: 'ci-bot', personalAccessToken: true });
  const { key } = addKey(state, { user: state.users.get(account.userId)!, publicKey: rsa.publicKey });
  const inputs =
    credential === 'key'
      ? { 'private-key': rsa.pkcs8, 'key-id': key.id, 'user-id': account.userId }
      : { 'personal-access-token': account.personalAccessToken };
  emulator.fault({ ...fault, on: /search$/, times: 9 });
  const step = await runMain({
    inputs: { domain, ...inputs, verify: 'userinfo', 'timeout-seconds': timeoutSeconds },
  });
  const asked = emulator.requests.filter(({ path }) => path.endsWith('search')).length;
  await emulator.close();
  return { ...step, asked };
}

beforeAll(() => {
  const inPool = createPool(6);
  // Those that wait come first.
  for (const one of cases.toReversed())
    results.set(
      one,
      inPool(async () => await ask(one)),
    );
});

test.each(cases)(
  '$what for a $credential: nothing changes, after one attempt',
  async (one) => {
    const step = await results.get(one)!;
    const { lasts = 0 } = one;
    expect(step.exitCode).toBe(0);
    expect(step.asked).toBe(1);
    expect(step.outputs['access_token']).toBeDefined();
    expect(step.outputs).not.toHaveProperty('credential_expires_at');
    expect(step.log.annotations).toEqual([]);
    expect(step.log.text).not.toMatch(/expiry|Credential expires/);
    expect(step.stderr).toBe('');
    expect(step.milliseconds).toBeGreaterThan(lasts - 300);
    expect(step.milliseconds).toBeLessThan(lasts + 2_000);
  },
  30_000,
);
