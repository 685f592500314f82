import { describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';

const world = await startWorld();

/** A run whose token request, and then whose check, gets these fields. */
async function run(
  token: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, string>> = {},
  checked?: object,
): Promise<InProcessResult> {
  const { emulator, inputsOf } = world;
  const answer = (fields: object, on: string): void =>
    emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify(fields), on });
  answer({ token_type: 'Bearer', expires_in: 60, ...token }, '/oauth/v2/token');
  if (checked !== undefined)
    answer(checked, inputs['verify'] === 'org' ? '/management/v1/orgs/me' : '/oidc/v1/userinfo');
  return await runInProcess({ inputs: { ...inputsOf(), ...inputs } });
}

describe('a token', () => {
  test.each([
    ['a'.repeat(19), 19],
    ['x', 1],
    ['organization', 12],
    ['t'.repeat(65_537), 65_537],
  ])('%.20s… is too short or too long', async (value, length) => {
    const { outputs, log } = await run({ access_token: value });
    expect(outputs).toEqual({ failure: 'server' });
    expect(log.annotations[0]?.message).toContain(
      `its "access_token" (${length} characters) is not 20 to 65,536 visible ASCII characters`,
    );
  });

  test.each([20, 8_192])('of %i characters passes silently', async (length) => {
    const { outputs, log } = await run({ access_token: 'a1'.repeat(length / 2) });
    expect(outputs['access_token']).toHaveLength(length);
    expect(log.annotations).toEqual([]);
  });

  test.each([8_193, 65_536])('of %i characters passes with a warning', async (length) => {
    const { outputs, log } = await run({ access_token: 'ab1'.repeat(length).slice(0, length) });
    expect(outputs['access_token']).toHaveLength(length);
    expect(log.annotations[0]?.message).toContain(
      `The access token has ${length} characters. Many servers reject a header of more than 8,192.`,
    );
  });

  test('that is too short is not shown by what quotes the response', async () => {
    const { stdout } = await run({ access_token: 'short-token-1', token_type: 'short-token-1' });
    expect(
      splitLines(stdout)
        .filter((line) => line !== '::add-mask::short-token-1')
        .join(),
    ).not.toContain('short-token-1');
  });
});

test.each([19, 65_537])(
  'a personal access token of %i characters is rejected before anything is sent',
  async (length) => {
    const before = world.emulator.requests.length;
    const { outputs, log } = await runInProcess({
      inputs: { domain: world.emulator.origin, 'personal-access-token': 'a1'.repeat(length).slice(0, length) },
    });
    expect(outputs).toEqual({ failure: 'config' });
    expect(log.annotations[0]?.message).toContain('or not 20 to 65,536 characters.');
    expect(world.emulator.requests).toHaveLength(before);
  },
);

test('a long personal access token gets the same warning', async () => {
  const { log } = await runInProcess({
    inputs: { domain: world.emulator.origin, 'personal-access-token': 'a1'.repeat(5_000) },
  });
  expect(log.annotations[0]?.message).toContain('The access token has 10000 characters.');
});

const token = { access_token: 'a-token-of-the-usual-length-1' };
const notIds = ['two\nlines', 'a b', 'x'.repeat(201), '$(id)', '"', '../..', 'a/../b', '..', '-rf', '~root', 'ü'];

describe.each(notIds)('the ID %j', (id) => {
  test('is left out of user_id with a warning', async () => {
    const { outputs, log, failed } = await run(token, { verify: 'userinfo' }, { sub: id });
    expect(failed).toBe(false);
    expect(outputs).not.toHaveProperty('user_id');
    expect(log.annotations.map(({ message }) => message.split('\n')[0])).toEqual([
      expect.stringMatching(/^The output 'user_id' is not set, because ".*" is not a valid ID/),
    ]);
  });

  test('is left out of org_id with a warning, and the name is not', async () => {
    const { outputs, log } = await run(
      token,
      { verify: 'org' },
      { org: { id, name: 'Acme', state: 'ORG_STATE_ACTIVE' } },
    );
    expect(outputs).not.toHaveProperty('org_id');
    expect(outputs).toMatchObject({ org_name: 'Acme' });
    expect(log.annotations[0]?.message).toMatch(/^The output 'org_id' is not set/);
  });
});

test('names are one line of at most 200 characters', async () => {
  const org = { id: '1', name: `Acme\n${'x'.repeat(300)}`, primaryDomain: 'a\u2028b', state: 'ORG_STATE_ACTIVE' };
  const { outputs } = await run(token, { verify: 'org' }, { org });
  expect(outputs['org_name']).toMatch(/^Acme x+…$/);
  expect(outputs['org_name']).toHaveLength(200);
  expect(outputs['org_domain']).toBe('a b');
});

describe("a header's value changes no output", () => {
  test.each([
    ['X-Tenant: Acme Inc', 'Acme Inc', '312345678901234567', false],
    ['X-Tenant-Key: Acme Inc', 'Acme Inc', '312345678901234567', true],
    ['x-zitadel-orgid: 312345678901234567', 'Acme', '312345678901234567', false],
  ])('%s', async (headers, name, id, isMasked) => {
    const org = { id, name, primaryDomain: 'acme.example.com', state: 'ORG_STATE_ACTIVE' };
    const { outputs, log } = await run(token, { verify: 'org', headers }, { org });
    expect(outputs).toMatchObject({ org_name: name, org_id: id, org_domain: 'acme.example.com' });
    expect(log.masks.includes(name) || log.masks.includes(id)).toBe(isMasked);
  });
});
