import { expect, test } from '@jest/globals';
import type { FaultKind } from '../../emulators/zitadel/faults.ts';
import { runInProcess } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';

/** The time limit of a search for an expiration date. */
const slowMs = 5_000;

/** The result of the search, and the duration of the step. */
interface Row {
  readonly what: string;
  readonly fault: FaultKind;
  readonly lasts?: number;
  readonly timeoutSeconds?: string;
}

const answer = (status: number, body: Extract<FaultKind, { kind: 'answer' }>['body'] = ''): FaultKind => ({
  kind: 'answer',
  status,
  body,
});

const rows: readonly Row[] = [
  { what: '404, as before v4', fault: answer(404, '{"code":5,"message":"Not Found"}') },
  { what: '401', fault: answer(401, '{"code":16,"message":"Errors.Token.Invalid"}') },
  { what: '403', fault: answer(403, '{"code":7,"message":"No permission"}') },
  { what: '429', fault: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } },
  { what: '500', fault: answer(500) },
  { what: 'a redirect', fault: { kind: 'answer', status: 302, headers: { location: 'https://example.com/' } } },
  { what: 'HTML', fault: answer(200, '<html>') },
  { what: 'not a list', fault: answer(200, '{"result":{"expirationDate":"2026-01-01T00:00:00Z"}}') },
  { what: 'a list of nothing', fault: answer(200, '{"result":[null,1,"x",[],{}]}') },
  { what: 'no dates', fault: answer(200, ({ body }) => withDate('soon', body)) },
  { what: '3 MiB', fault: { kind: 'huge' } },
  { what: 'a reset', fault: { kind: 'reset' } },
  { what: 'a cut body', fault: { kind: 'cut-body' } },
  { what: 'silence', fault: { kind: 'stall' }, lasts: slowMs },
  { what: 'a drip', fault: { kind: 'drip' }, lasts: slowMs },
  { what: 'silence, with less time', fault: { kind: 'stall' }, lasts: 3_000, timeoutSeconds: '3' },
];

/** The entry that was searched for, with another date. */
function withDate(expirationDate: string, search: string): string {
  return JSON.stringify({ result: [{ id: /"id":"(\d+)"/.exec(search)?.[1], expirationDate }] });
}

const cases = rows.flatMap((row) => [
  { ...row, credential: 'own key pair' as const },
  { ...row, credential: 'personal access token' as const },
]);

test.concurrent.each(cases)(
  '$what for a $credential: nothing changes, after one attempt',
  async ({ fault, credential, lasts = 0, timeoutSeconds = '60' }) => {
    const { emulator, inputsOf } = await startWorld();
    emulator.fault({ ...fault, on: /search$/, times: 9 });
    const inputs = { ...inputsOf('ci-bot', credential), verify: 'userinfo', 'timeout-seconds': timeoutSeconds };
    const step = await runInProcess({ inputs });

    expect(step.failed).toBe(false);
    expect(emulator.requests.filter(({ path }) => path.endsWith('search'))).toHaveLength(1);
    expect(step.outputs['access_token']).toBeDefined();
    expect(step.outputs).not.toHaveProperty('credential_expires_at');
    expect(step.log.annotations).toEqual([]);
    expect(step.log.text).not.toMatch(/expiry|Credential expires/);
    expect(step.milliseconds).toBeGreaterThan(lasts - 300);
    expect(step.milliseconds).toBeLessThan(lasts + 40_000);
  },
);
