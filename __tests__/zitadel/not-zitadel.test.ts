import { beforeEach, describe, expect, test } from '@jest/globals';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';

/** Responses with status 200 that do not come from ZITADEL. */
const html = '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in\n to Gateway</title></head><body>…</body></html>';
const token = 'token-of-a-mock-0123456789';
const unknownForm = 'in a form that ZITADEL does not use';

const world = await startWorld();
beforeEach(() => world.emulator.reset());

async function runWith(body: string, { verify = 'none', on = '/oauth/v2/token' } = {}): Promise<InProcessResult> {
  const headers = { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' };
  world.emulator.fault({ kind: 'answer', status: 200, headers, body, on, times: Number.POSITIVE_INFINITY });
  const step = await runInProcess({ inputs: { ...world.inputsOf(), verify } });
  // A second request would get the same response.
  expect(world.emulator.requests.filter(({ path }) => path === on)).toHaveLength(1);
  return step;
}

function messageOf({ failed, outputs, log }: InProcessResult): string {
  expect({ failed, outputs }).toEqual({ failed: true, outputs: { failure: 'server' } });
  expect(log.annotations).toHaveLength(1);
  expect(log.annotations[0]?.message).toContain('\nFix: Check that http://localhost:');
  return log.annotations[0]?.message ?? '';
}

describe.each([
  { what: 'The token request', options: {} },
  { what: 'The check of the organization', options: { verify: 'org', on: '/management/v1/orgs/me' } },
  { what: 'The check of userinfo', options: { verify: 'userinfo', on: '/oidc/v1/userinfo' } },
])('$what', ({ what, options }) => {
  test.each([
    ['a page', html, 'an HTML page titled "Sign in to Gateway"'],
    ['nothing', '', 'an empty body'],
    ['white space', ' \n', 'an empty body'],
    ['text', 'It works!', unknownForm],
    ['JSON that was cut off', '{"access_token":"half', unknownForm],
    ['JSON null', 'null', unknownForm],
    ['a JSON list', '[{"access_token":"abcdefgh"}]', unknownForm],
    ['a JSON string', '"access_token"', unknownForm],
    ['a JSON number', '42', unknownForm],
  ])('%s', async (_, body, says) => {
    const message = messageOf(await runWith(body, options));
    expect(message.split('\n')[0]).toBe(
      `${what} returned status 200, but not a response of ZITADEL: status 200, ${says}.`,
    );
  });
});

function padded(size: number): string {
  return JSON.stringify({ access_token: token, token_type: 'Bearer' }).padEnd(size);
}

test('a body of exactly 1 MiB is read, one byte more is not', async () => {
  expect((await runWith(padded(1024 * 1024))).failed).toBe(false);
  world.emulator.reset();
  expect(messageOf(await runWith(padded(1024 * 1024 + 1)))).toContain('failed: the response is larger than 1 MiB');
});
