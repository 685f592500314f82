import { describe, expect, test } from '@jest/globals';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { createPool } from '../support/pool.ts';
import { startInstance } from '../support/instance.ts';
import { readTable } from '../support/text-table.ts';

// What something in front of an instance, or something else altogether, answers with status 200.
const page = '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in\n to Gateway</title></head><body>…</body></html>';
const inPool = createPool(4);

async function runWith(body: string, { verify = 'none', on = '/oauth/v2/token' } = {}): Promise<StepResult> {
  return await inPool(async () => {
    const { emulator, inputs } = await startInstance();
    const headers = { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' };
    emulator.fault({ kind: 'answer', status: 200, headers, body, on, times: Number.POSITIVE_INFINITY });
    const step = await runMain({ inputs: { ...inputs, verify } });
    const asked = emulator.requests.filter(({ path }) => path === on);
    await emulator.close();
    // It is understood, or it is not: asking again would not change that.
    expect(asked).toHaveLength(1);
    return step;
  });
}

function messageOf({ exitCode, outputs, stderr, log }: StepResult): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure: 'server' } });
  expect(log.annotations).toHaveLength(1);
  expect(log.annotations[0]?.message).toContain('\nFix: Check that http://localhost:');
  return log.annotations[0]?.message ?? '';
}

const bodies = readTable(
  ['body', 'says'],
  `
  body         | says
  page         | not as ZITADEL does: status 200, an HTML page titled "Sign in to Gateway".
  nothing      | not as ZITADEL does: status 200, an empty body.
  blank        | not as ZITADEL does: status 200, an empty body.
  text         | not as ZITADEL does: status 200, in a form that ZITADEL does not use.
  cut JSON     | not as ZITADEL does: status 200, in a form that ZITADEL does not use.
  JSON null    | not as ZITADEL does: status 200, in a form that ZITADEL does not use.
  JSON list    | not as ZITADEL does: status 200, in a form that ZITADEL does not use.
  JSON text    | not as ZITADEL does: status 200, in a form that ZITADEL does not use.
  JSON number  | not as ZITADEL does: status 200, in a form that ZITADEL does not use.
  `,
);
const written: Record<string, string> = {
  page,
  nothing: '',
  blank: ' \n',
  text: 'It works!',
  'cut JSON': '{"access_token":"half',
  'JSON null': 'null',
  'JSON list': '[{"access_token":"abcdefgh"}]',
  'JSON text': '"access_token"',
  'JSON number': '42',
};

describe.each([
  { what: 'The token request', options: {} },
  { what: 'The check of the organization', options: { verify: 'org', on: '/management/v1/orgs/me' } },
  { what: 'The check of userinfo', options: { verify: 'userinfo', on: '/oidc/v1/userinfo' } },
])('$what', ({ what, options }) => {
  test.concurrent.each(bodies)('$body', async ({ body, says }) => {
    const message = messageOf(await runWith(written[body] ?? body, options));
    expect(message.split('\n')[0]).toBe(`${what} was answered with status 200, but ${says}`);
  });
});

const token = 'token-of-a-mock-0123456789';

describe('a field of the token answer', () => {
  test.concurrent.each([
    [{ access_token: undefined }, 'its "access_token" is missing'],
    [{ access_token: '' }, 'its "access_token" is empty'],
    [{ access_token: 42 }, 'its "access_token" is a number'],
    [{ access_token: null }, 'its "access_token" is null'],
    [{ access_token: [token] }, 'its "access_token" is a list'],
    [{ access_token: { value: token } }, 'its "access_token" is an object'],
    [{ access_token: `${token} and more` }, 'its "access_token" holds characters that no header can carry'],
    [{ access_token: `${token}é` }, 'its "access_token" holds characters that no header can carry'],
    [{ access_token: `${token}\n::error::injected` }, 'its "access_token" holds characters that no header can carry'],
    [{ token_type: undefined }, 'its "token_type" is missing, not Bearer'],
    [{ token_type: 'MAC' }, 'its "token_type" is "MAC", not Bearer'],
    [{ token_type: '' }, 'its "token_type" is "", not Bearer'],
    [{ token_type: 1 }, 'its "token_type" is a number, not Bearer'],
    [{ token_type: token }, 'its "token_type" is "***", not Bearer'],
    [{ expires_in: -1 }, 'its "expires_in" is -1, not a number of seconds'],
    [{ expires_in: 'soon' }, 'its "expires_in" is a string, not a number of seconds'],
    [{ expires_in: 1e20 }, 'its "expires_in" is 100000000000000000000, not a number of seconds'],
    [{ expires_in: true }, 'its "expires_in" is a boolean, not a number of seconds'],
  ])('%j: %s', async (change, says) => {
    const answer = { access_token: token, token_type: 'Bearer', expires_in: 3600, ...change };
    const step = await runWith(JSON.stringify(answer));
    const message = messageOf(step);
    expect(message.split('\n')[0]).toBe(`The token request was answered with status 200, but ${says}.`);
    expect(step.log.text).not.toContain(token);
    expect(step.stdout.split('\n').filter((line) => line.startsWith('::error'))).toHaveLength(1);
  });

  test.concurrent.each([
    [{ expires_in: 3600 }, '3600'],
    [{ expires_in: '3600' }, '3600'],
    [{ expires_in: 3600.9 }, '3600'],
    [{ expires_in: 0 }, '0'],
    [{ expires_in: undefined }, undefined],
    [{ expires_in: null }, undefined],
    [{ token_type: 'bearer' }, '3600'],
    [{ id_token: 'ignored' }, '3600'],
  ])('%j is understood: expires_in %s', async (change, seconds) => {
    const answer = { access_token: token, token_type: 'Bearer', expires_in: 3600, ...change };
    const { exitCode, outputs, stderr } = await runWith(JSON.stringify(answer));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(outputs['access_token']).toBe(token);
    expect(outputs['token_type']).toBe('Bearer');
    expect(outputs['expires_in']).toBe(seconds);
    expect(Object.hasOwn(outputs, 'expires_at')).toBe(seconds !== undefined);
  });
});

function padded(size: number): string {
  return JSON.stringify({ access_token: token, token_type: 'Bearer' }).padEnd(size);
}

test.concurrent('a body of exactly 1 MiB is read, one byte more is not', async () => {
  expect((await runWith(padded(1024 * 1024))).exitCode).toBe(0);
  expect(messageOf(await runWith(padded(1024 * 1024 + 1)))).toContain('was answered by more than 1 MiB');
});
