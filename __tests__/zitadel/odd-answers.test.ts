import { beforeEach, describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import type { FaultKind } from '../../emulators/zitadel/faults.ts';
import { oneLine } from '../../src/util/text.ts';
import type { Inputs } from '../support/credentials.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';
import { accessToken, now } from '../support/zitadel.ts';
import { expectRefused } from '../support/expect.ts';

/** Responses that differ from those of ZITADEL: what the step makes of each. answers.property.test.ts tries any others. */

const world = await startWorld();
beforeEach(() => world.emulator.reset());

const asked = {
  token: { path: '/oauth/v2/token', what: 'The token request' },
  org: { path: '/management/v1/orgs/me', what: 'The check of the organization' },
  userinfo: { path: '/oidc/v1/userinfo', what: 'The check of userinfo' },
} as const;
type On = keyof typeof asked;

const usual = { access_token: accessToken, token_type: 'Bearer', expires_in: 43_199 };

/** Runs a step in which one kind of request gets this response. To a token request, fields are added to the usual ones. */
async function answered(on: On, body: unknown, inputs: Inputs = {}): Promise<InProcessResult> {
  const fields = on === 'token' && typeof body === 'object' ? { ...usual, ...body } : body;
  const text = typeof fields === 'string' ? fields : JSON.stringify(fields);
  const headers = { 'content-type': text.startsWith('<') ? 'text/html' : 'application/json' };
  world.emulator.fault({ kind: 'answer', status: 200, headers, body: text, on: asked[on].path, times: Infinity });
  const verify = on === 'token' ? 'none' : on;
  return await runInProcess({
    inputs: { ...world.inputsOf(), verify, ...inputs },
    now: on === 'token' ? now : Date.now,
  });
}

function part(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function jwt(claims: object | string, ...more: string[]): string {
  return [part({ alg: 'RS256' }), part(claims), 'c2lnbmF0dXJl', ...more].join('.');
}

const oneCentury = 100 * 365 * 86_400;
const html = '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in\n to Gateway</title></head><body>…</body></html>';
const notZitadel = ([on, body, says]: readonly [On, string, string]): readonly [On, unknown, string] => [
  on,
  body,
  `not a response of ZITADEL: status 200, ${says}`,
];
const unknownForm = 'in a form that ZITADEL does not use';
const outOfRange = (characters: number): string =>
  `its "access_token" (${characters} characters) is not 20 to 65,536 visible ASCII characters`;

const fields = (name: string, says: string, values: readonly unknown[]): [On, object, string][] =>
  values.map((value) => ['token', { [name]: value }, `its "${name}" ${says}`]);

describe('a failure that names the wrong field:', () => {
  test.each<readonly [On, unknown, string]>([
    ...(['token', 'org', 'userinfo'] as const).flatMap((on) =>
      (
        [
          [on, html, 'an HTML page titled "Sign in to Gateway"'],
          [on, '', 'an empty body'],
          [on, ' \n', 'an empty body'],
          [on, 'It works!', unknownForm],
          [on, '{"access_token":"half', unknownForm],
          [on, 'null', unknownForm],
          [on, '[{"access_token":"abcdefgh"}]', unknownForm],
          [on, '"access_token"', unknownForm],
          [on, '42', unknownForm],
        ] as const
      ).map(notZitadel),
    ),
    ...fields('expires_in', 'is not a number of seconds', ['soon', '', -1, oneCentury + 1, '-1', 1e20, true, [1], {}]),
    // Also a server that returns the token there.
    ...fields('token_type', 'is not Bearer', ['DPoP', '', undefined, null, 7, accessToken]),
    ...fields('access_token', 'is missing or not a text', [
      undefined,
      null,
      '',
      7,
      [accessToken],
      { token: accessToken },
    ]),
    ...[`${accessToken} x`, `${accessToken}é`, `${accessToken}\n::error::injected`].map(
      (token): [On, object, string] => ['token', { access_token: token }, outOfRange(token.length)],
    ),
    ...['x', 'organization', 'a'.repeat(19), 't'.repeat(65_537)].map((token): [On, object, string] => [
      'token',
      { access_token: token },
      outOfRange(token.length),
    ]),
    ...['{}', '{"org":null}', '{"org":{"id":"","state":"ORG_STATE_ACTIVE"}}', '{"org":{"id":111}}'].map(
      (body): [On, string, string] => ['org', body, 'its "org" has no "id"'],
    ),
    ...['{}', '{"sub":""}', '{"sub":298765432109876543}'].map((body): [On, string, string] => [
      'userinfo',
      body,
      'its "sub" is missing',
    ]),
  ])('to %s: %j', async (on, body, says) => {
    const step = await answered(on, body);

    expectRefused(step, { failure: 'server', says: '', fix: 'that nothing in front of it' });
    const [{ message } = { message: '' }] = step.log.annotations;
    expect(message.split('\n')[0]).toBe(`${asked[on].what} returned status 200, but ${says}.`);
    expect(message).toContain('\nFix: Check that http://localhost:');
    expect(step.stdout.match(/^::error/gm)).toHaveLength(1);
    expect(step.log.text).not.toContain(accessToken);
    if (says.startsWith('its "expires_in"')) expect(step.log.masks).toContain(accessToken);
    // A second request would get the same response.
    expect(world.emulator.requests.filter(({ path }) => path === asked[on].path)).toHaveLength(1);
  });
});

describe('a success with these outputs:', () => {
  const id = '298765432109876543';
  const noUser = ['user_id', undefined] as const;

  test.each<[string, object, ...(readonly [output: string, value: string | undefined])[]]>([
    ['a number', { expires_in: 43_199 }, ['expires_in', '43199'], ['expires_at', '2026-11-24T16:59:59Z']],
    ['a number as text', { expires_in: '43199' }, ['expires_in', '43199'], ['expires_at', '2026-11-24T16:59:59Z']],
    ['a fraction', { expires_in: 59.9 }, ['expires_in', '59'], ['expires_at', '2026-11-24T05:00:59Z']],
    ['zero', { expires_in: 0 }, ['expires_in', '0'], ['expires_at', '2026-11-24T05:00:00Z']],
    [
      'a century',
      { expires_in: oneCentury },
      ['expires_in', String(oneCentury)],
      ['expires_at', '2126-10-31T05:00:00Z'],
    ],
    ['a missing field', { expires_in: undefined }, ['expires_in', undefined], ['expires_at', undefined]],
    ['null', { expires_in: null }, ['expires_in', undefined], ['expires_at', undefined]],
    ...['Bearer', 'bearer', 'BEARER'].map((token_type): [string, object, [string, string]] => [
      `the type ${token_type}`,
      { token_type },
      ['token_type', 'Bearer'],
    ]),
    ['a JWT', { access_token: jwt({ sub: id }) }, ['user_id', id]],
    ['an encrypted token, which has five parts', { access_token: jwt({ sub: id }, 'dGhlIHRhZw', 'eA') }, noUser],
    ['an opaque token', {}, noUser],
    ['a JWT without a user ID', { access_token: jwt({ iss: 'https://acme.zitadel.cloud' }) }, noUser],
    ['a JWT whose user ID is a number', { access_token: jwt({ sub: 7 }) }, noUser],
    ['three parts that are not JSON', { access_token: jwt('no JSON') }, noUser],
    ['three parts whose claims are a list', { access_token: jwt([]) }, noUser],
  ])('%s', async (_what, body, ...outputs) => {
    const step = await answered('token', body);
    expect(step.outputs['access_token']).toBe({ ...usual, ...body }.access_token);
    for (const [output, value] of outputs) expect(step.outputs[output]).toBe(value);
  });

  test('fields that are ignored', async () => {
    const { outputs } = await answered('token', { id_token: jwt({ sub: 'other' }), refresh_token: 'r', scope: 7 });
    expect(Object.keys(outputs)).toEqual(
      'token_type expires_in expires_at issuer hostname port access_token'.split(' '),
    );
  });

  test('an organization without name and domain: only what is known becomes an output', async () => {
    const { outputs, log } = await answered('org', { org: { id: '111', state: 'ORG_STATE_ACTIVE' } });
    expect(Object.keys(outputs).filter((name) => name.startsWith('org_'))).toEqual(['org_id']);
    expect(log.text).toContain('  Organization: ID 111');
  });

  test('names are one line of at most 200 characters', async () => {
    const org = { id: '1', name: `Acme\n${'x'.repeat(300)}`, primaryDomain: 'a\u2028b', state: 'ORG_STATE_ACTIVE' };
    const { outputs } = await answered('org', { org });
    expect(outputs['org_name']).toMatch(/^Acme x+…$/);
    expect(outputs['org_name']).toHaveLength(200);
    expect(outputs['org_domain']).toBe('a b');
  });

  test.each([
    ['X-Tenant: Acme Inc', 'Acme Inc', '312345678901234567', false],
    ['X-Tenant-Key: Acme Inc', 'Acme Inc', '312345678901234567', true],
    ['x-zitadel-orgid: 312345678901234567', 'Acme', '312345678901234567', false],
  ])("a header's value changes no output: %s", async (headers, name, org, isMasked) => {
    const primaryDomain = 'acme.example.com';
    const body = { org: { id: org, name, primaryDomain, state: 'ORG_STATE_ACTIVE' } };
    const { outputs, log } = await answered('org', body, { headers });
    expect(outputs).toMatchObject({ org_name: name, org_id: org, org_domain: primaryDomain });
    expect(log.masks.includes(name) || log.masks.includes(org)).toBe(isMasked);
  });
});

describe('a token', () => {
  test.each([20, 8_192, 8_193, 65_536])('of %i characters passes, above 8,192 with a warning', async (length) => {
    const { outputs, log } = await answered('token', { access_token: 'ab1'.repeat(length).slice(0, length) });
    expect(outputs['access_token']).toHaveLength(length);
    const warning = `The access token has ${length} characters. Many servers reject a header of more than 8,192.`;
    expect(log.annotations.map(({ message }) => message)).toEqual(
      length > 8_192 ? [expect.stringContaining(warning)] : [],
    );
  });

  test('is masked before any other text about it', async () => {
    const lines = splitLines((await answered('token', {})).stdout);
    const mask = lines.indexOf(`::add-mask::${accessToken}`);
    expect(mask).toBeGreaterThanOrEqual(0);
    expect(mask).toBeLessThan(lines.indexOf('Got an access token.'));
    expect(lines.toSpliced(mask, 1).join()).not.toContain(accessToken);
  });

  test('that is too short is not shown by what quotes the response', async () => {
    const { stdout } = await answered('token', { access_token: 'short-token-1', token_type: 'short-token-1' });
    const lines = splitLines(stdout).filter((line) => line !== '::add-mask::short-token-1');
    expect(lines.join()).not.toContain('short-token-1');
  });

  test.each([
    [19, 'or not 20 to 65,536 characters.', 'config'],
    [65_537, 'or not 20 to 65,536 characters.', 'config'],
    [10_000, 'The access token has 10000 characters.', undefined],
  ])('of a person, of %i characters: nothing is sent', async (length, says, failure) => {
    const token = 'a1'.repeat(length).slice(0, length);
    const { outputs, log } = await runInProcess({
      inputs: { domain: world.emulator.origin, 'personal-access-token': token },
    });
    expect(outputs['failure']).toBe(failure);
    expect(log.annotations[0]?.message).toContain(says);
    expect(world.calls()).toEqual([]);
  });

  test('in a body of exactly 1 MiB is read, one byte more is not', async () => {
    const [fits, tooLarge] = [1024 * 1024, 1024 * 1024 + 1].map((size) => JSON.stringify(usual).padEnd(size));
    expect((await answered('token', fits)).failed).toBe(false);
    world.emulator.reset();
    const { outputs, log } = await answered('token', tooLarge);
    expect(outputs).toEqual({ failure: 'server' });
    expect(log.annotations[0]?.message).toContain('failed: the response is larger than 1 MiB');
  });
});

describe.each(['two\nlines', 'a b', 'x'.repeat(201), '$(id)', '"', '../..', 'a/../b', '..', '-rf', '~root', 'ü'])(
  'the ID %j',
  (id) => {
    test.each<[On, string, object, object]>([
      ['userinfo', 'user_id', { sub: id }, {}],
      ['org', 'org_id', { org: { id, name: 'Acme', state: 'ORG_STATE_ACTIVE' } }, { org_name: 'Acme' }],
    ])('of %s is left out of %s with a warning, and nothing else is', async (on, output, body, others) => {
      const { outputs, log, failed } = await answered(on, body);
      expect(failed).toBe(false);
      expect(outputs).not.toHaveProperty(output);
      expect(outputs).toMatchObject(others);
      expect(log.annotations[0]?.message).toMatch(
        new RegExp(`^The output '${output}' is not set, because ".*" is not a valid ID`),
      );
      if (on === 'userinfo') expect(log.annotations).toHaveLength(1);
    });
  },
);

describe('a check', () => {
  test('of no role is distinguished from that of a wrong address', async () => {
    const { log } = await runInProcess({ inputs: { ...world.inputsOf('no-role'), verify: 'org' } });
    expect(log.annotations[0]?.message.split('\n')[1]).toBe(
      'The token is valid, but the account has no role in the organization.',
    );
  });

  test('with another organization than "org-id" is a failure that names both', async () => {
    const org = { id: '222', name: 'Other', primaryDomain: 'other.example.com', state: 'ORG_STATE_ACTIVE' };
    expectRefused(await answered('org', { org }, { 'org-id': '111' }), {
      failure: 'verification',
      says: `Organization "Other" (ID "222") was returned instead of "111" ('org-id').`,
      fix: `Correct 'org-id'`,
    });
  });

  test.each([
    ['ORG_STATE_REMOVED', 'its state is "ORG_STATE_REMOVED"'],
    ['org_state_active', 'its state is "org_state_active"'],
    ['', 'its state is ""'],
    [1, 'its state is missing'],
    [undefined, 'its state is missing'],
  ])('with the state %p is a failure', async (state, says) => {
    const step = await answered('org', { org: { id: '111', state } });
    expectRefused(step, { failure: 'verification', says, fix: 'Reactivate the organization' });
    expect(step.log.annotations[0]?.message).toContain('Organization "without a name" (ID "111")');
  });

  test('with a status that ZITADEL does not use is from its proxy', async () => {
    world.emulator.fault({ kind: 'answer', status: 403, body: '<html><title>Blocked</title>', on: asked.org.path });
    expectRefused(await runInProcess({ inputs: { ...world.inputsOf('ci-bot'), verify: 'org' } }), {
      failure: 'server',
      says: 'status 403, an HTML page titled "Blocked"',
      fix: '(a proxy, a firewall, a login page)',
    });
  });

  test.each([
    ['a workflow command', 'Acme\n::set-output name=access_token::mine'],
    ['one behind a carriage return', 'Acme\r::error::mine'],
    ['a command of the old form', 'Acme ##[add-mask]a'],
    ['a mask for everything', 'Acme\u2028::add-mask::e'],
    ['the end of an output', 'Acme\nghadelimiter_0\norg_id<<EOF\n1\nEOF'],
    ['another direction', 'Acme\u202e\u2066moc.elpmaxe\u200f'],
    ['an escape sequence', 'Acme\u001b[2J\u001b]0;title\u0007'],
    ['two hundred characters and more', 'Acme '.repeat(100)],
  ])('whose names contain %s is data', async (_what, name) => {
    const org = { id: '111', name, primaryDomain: name, state: 'ORG_STATE_ACTIVE' };
    const summary = { 'job-summary': 'true' };
    const run = async (on: On, body: object): Promise<InProcessResult> => {
      world.emulator.reset();
      return await answered(on, body, summary);
    };
    const good = await run('org', { org });
    const bad = await run('org', { org: { ...org, id: name, state: name } });
    const user = await run('userinfo', { sub: name });

    expect(good.outputs).toMatchObject({ org_id: '111', org_name: oneLine(name), org_domain: oneLine(name) });
    expect(Object.keys(good.outputs)).toHaveLength(10);
    expect(bad.outputs).toEqual({ failure: 'verification' });
    expect(user.outputs).not.toHaveProperty('user_id');
    for (const step of [good, bad, user]) {
      expect(commandsOf(step)).toEqual(['add-mask', ...(step === bad ? ['error'] : step === user ? ['warning'] : [])]);
      expect(step.log.masks).not.toContain('e');
      expect(step.stdout).not.toContain('##[');
      expect(step.stdout + step.summary).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(step.summary).not.toContain('\n::');
      for (const line of step.log.text.split('\n')) expect(line.length).toBeLessThan(700);
    }
    expect(good.summary.split('\n')).toHaveLength(8);
  });
});

/** The workflow commands in standard output, each once. */
function commandsOf({ stdout }: InProcessResult): string[] {
  const names = stdout.split(/[\n\u2028]/).map((line) => /^\s*::([\w-]+)/.exec(line)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

const answer = (status: number, body: Extract<FaultKind, { kind: 'answer' }>['body'] = ''): FaultKind => ({
  kind: 'answer',
  status,
  body,
});

/** The entry that was searched for, with another date. */
function withDate(expirationDate: string, search: string): string {
  return JSON.stringify({ result: [{ id: /"id":"(\d+)"/.exec(search)?.[1], expirationDate }] });
}

/** A search for an expiration date is made once, within 5 s, and its result never fails the step. */
const searches: readonly (readonly [what: string, fault: FaultKind, lastsMs?: number, timeoutSeconds?: string])[] = [
  ['404, as before v4', answer(404, '{"code":5,"message":"Not Found"}')],
  ['401', answer(401, '{"code":16,"message":"Errors.Token.Invalid"}')],
  ['403', answer(403, '{"code":7,"message":"No permission"}')],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '1' } }],
  ['500', answer(500)],
  ['a redirect', { kind: 'answer', status: 302, headers: { location: 'https://example.com/' } }],
  ['HTML', answer(200, '<html>')],
  ['not a list', answer(200, '{"result":{"expirationDate":"2026-01-01T00:00:00Z"}}')],
  ['a list of nothing', answer(200, '{"result":[null,1,"x",[],{}]}')],
  ['no dates', answer(200, ({ body }) => withDate('soon', body))],
  ['3 MiB', { kind: 'huge' }],
  ['a reset', { kind: 'reset' }],
  ['a cut body', { kind: 'cut-body' }],
  ['silence', { kind: 'stall' }, 5_000],
  ['a drip', { kind: 'drip' }, 5_000],
  ['silence, with less time', { kind: 'stall' }, 4_000, '4'],
];

test.concurrent.each(
  (['own key pair', 'personal access token'] as const).flatMap((credential) =>
    searches.map(([what, fault, lastsMs = 0, seconds = '60']) => ({ credential, what, fault, lastsMs, seconds })),
  ),
)('$what instead of the entry of a $credential: nothing changes', async ({ credential, fault, lastsMs, seconds }) => {
  const { emulator, inputsOf } = await startWorld();
  emulator.fault({ ...fault, on: /search$/, times: 9 });
  const inputs = { ...inputsOf('ci-bot', credential), verify: 'userinfo', 'timeout-seconds': seconds };
  const isSilent = (): boolean => lastsMs > 0 && emulator.requests.some(({ path }) => path.endsWith('search'));
  const step = await runInProcess({ inputs, isSilent });

  expect(step.failed).toBe(false);
  expect(emulator.requests.filter(({ path }) => path.endsWith('search'))).toHaveLength(1);
  expect(step.outputs['access_token']).toBeDefined();
  expect(step.outputs).not.toHaveProperty('credential_expires_at');
  expect(step.log.annotations).toEqual([]);
  expect(step.log.text).not.toMatch(/expiry|Credential expires/);
  expect(step.milliseconds - lastsMs).toBeLessThan(100);
  expect(step.milliseconds).toBeGreaterThanOrEqual(lastsMs);
});
