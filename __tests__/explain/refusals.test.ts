import { expect, test } from '@jest/globals';
import { startEmulator } from '../../emulators/zitadel/emulator.ts';
import { recordedEntries, recordedEntry, type RecordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import type { HttpResponse } from '../../src/types/transport.ts';
import { parseError } from '../../src/http/response.ts';
import { findRefusal } from '../../src/explain/rejection.ts';
import { refusals } from '../../src/explain/refusals.ts';
import { closeLater } from '../support/close-later.ts';
import { runInProcess } from '../support/in-process.ts';
import { metRefusals, otherRefusals, unmetRefusals } from './recorded-refusals.ts';
import { account, now, refusedInputs } from './refused-inputs.ts';

const versions: readonly Version[] = ['v4.x', 'v4.13.1'];

/** The paths whose refusal a step reports as its failure. */
const reported = /^\/(?:oauth\/(?:v2\/)?token|management\/v1\/orgs\/me|oidc\/v1\/userinfo)$/;

/** An error, or a success that means one. */
function isRefusal({ name, request, response }: RecordedEntry): boolean {
  if (!reported.test(request?.path ?? '')) return false;
  return (response.status ?? 200) >= 400 || name === 'orgs/me, organization deactivated';
}

/** The path that a step calls. One response was recorded at another path. */
function pathOf({ request }: RecordedEntry): string {
  return request?.path === '/oauth/token' ? '/oauth/v2/token' : (request?.path ?? '');
}

function answerOf({ response: { status = 0, headers, body } }: RecordedEntry): HttpResponse {
  return {
    status,
    headers: { 'content-type': headers?.['content-type'] },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

test('each recorded error can occur in a step, or has a reason why it cannot', () => {
  const recorded = versions.flatMap((version) => recordedEntries(version).filter(isRefusal)).map(({ name }) => name);
  const met = new Set(metRefusals.flatMap((row) => row.recorded));
  expect([...met, ...Object.keys(unmetRefusals)].toSorted()).toEqual([...new Set(recorded)].toSorted());
});

test('entries of one row have the same response', () => {
  for (const version of versions) {
    for (const { recorded } of metRefusals) {
      const refused = recorded.map((name) => recordedEntry(version, name)).filter(isRefusal);
      expect(new Set(refused.map((entry) => JSON.stringify([pathOf(entry), answerOf(entry)]))).size).toBeLessThan(2);
    }
  }
});

/** The message of a step of which one request always gets this response. */
async function tell(
  inputs: string,
  meeting: { path: string; answer: HttpResponse; version?: Version; clock?: number },
): Promise<Told> {
  const { path, answer, version = 'v4.x', clock = 0 } = meeting;
  const emulator = await startEmulator({
    version,
    now,
    clockOffsetSeconds: clock,
    data: { serviceAccounts: [account] },
  });
  closeLater(emulator.close);
  emulator.fault({
    kind: 'answer',
    on: path,
    status: answer.status,
    headers: { 'content-type': answer.headers['content-type'] ?? '' },
    body: answer.body,
    times: Number.POSITIVE_INFINITY,
  });
  const step = await runInProcess({
    inputs: { domain: emulator.origin, ...refusedInputs[inputs]?.(emulator.origin) },
    now,
  });
  expect(step.failed).toBe(true);
  expect(Object.keys(step.outputs)).toEqual(['failure']);
  const errors = step.log.annotations.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  const { title = '', message = '' } = errors[0] ?? {};
  // Another request is sent only if it can help.
  const isNew = answer.status === 401 && !('personal-access-token' in (refusedInputs[inputs]?.('') ?? {}));
  const again = isNew
    ? /AUTH-7fs1e|access token invalid/.test(answer.body)
    : /NotExisting|invalid assertion|assertion invalid|Errors\.Internal/.test(answer.body);
  // The correction of a clock takes one more request.
  expect(again ? [2, 3] : [1]).toContain(
    emulator.requests.filter((request) => request.path === path && request.form['assertion'] !== 'a.b.c').length,
  );
  return {
    answer,
    failure: step.outputs['failure'] ?? '',
    text: `${title}\n${message}`.replaceAll(`localhost:${emulator.port}`, 'localhost'),
  };
}

interface Told {
  readonly answer: HttpResponse;
  readonly failure: string;
  readonly text: string;
}

/** For the reader of a snapshot: the inputs, the responses, and the messages. */
function asProse(head: readonly string[], told: readonly Told[]): string {
  const distinct = Map.groupBy(told, ({ failure, text }) => `failure: ${failure}\n${text.replaceAll(/^/gm, '    ')}`);
  const parts = [...distinct].map(([text, same]) => {
    const answers = new Set(same.map(({ answer: { status, body } }) => `answer: ${status} ${body.trim()}`));
    return `${[...answers].join('\n')}\n${text}`;
  });
  return [...head, ...parts].join('\n');
}

test('the message for each recorded error', async () => {
  const sections = metRefusals.map(async ({ inputs, clock, recorded }) => {
    const entries = versions
      .map((version) => ({ version, entry: recordedEntry(version, recorded[0] ?? '') }))
      .filter(({ entry }) => isRefusal(entry));
    const different = [...new Map(entries.map((one) => [JSON.stringify(answerOf(one.entry)), one])).values()];
    const told = different.map(async ({ version, entry }) =>
      tell(inputs, { path: pathOf(entry), answer: answerOf(entry), version, clock }),
    );
    const given = clock === 0 ? inputs : `${inputs}; the server's clock is ${clock} s ahead`;
    return asProse([`## ${given}`, ...recorded.map((name) => `recorded: ${name}`)], await Promise.all(told));
  });
  expect(`\n${(await Promise.all(sections)).join('\n\n')}\n`).toMatchSnapshot();
});

test('the message for other errors', async () => {
  const sections = otherRefusals.map(async ({ inputs, path, status, type, body }) => {
    const answer = { status, headers: { 'content-type': type }, body };
    return asProse([`## ${inputs}`], [await tell(inputs, { path, answer })]);
  });
  expect(`\n${(await Promise.all(sections)).join('\n\n')}\n`).toMatchSnapshot();
});

test('every row of the table is used', () => {
  const recorded = metRefusals.flatMap((row) =>
    versions.map((version) => answerOf(recordedEntry(version, row.recorded[0] ?? ''))),
  );
  const others = otherRefusals.map(({ status, type, body }) => ({ status, headers: { 'content-type': type }, body }));
  // Told of in own-token.test.ts.
  const ofOwnToken = versions.map((version) =>
    answerOf(recordedEntry(version, 'add own personal access token, v2, a date in the past')),
  );
  const found = [...recorded, ...others, ...ofOwnToken].map((response) => findRefusal(parseError(response))?.matches);
  for (const { matches } of refusals()) expect(found).toContainEqual(matches);
});
