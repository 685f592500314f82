import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import { oneLine } from '../../src/util/text.ts';
import { expectRefused } from './expect-refused.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';

const checkPath = { org: '/management/v1/orgs/me', userinfo: '/oidc/v1/userinfo' } as const;

describe('a response', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => world.emulator.reset());

  const answered = async (
    check: 'org' | 'userinfo',
    body: unknown,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<InProcessResult> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    world.emulator.fault({ kind: 'answer', status: 200, body: text, on: checkPath[check] });
    return await runInProcess({ inputs: { ...world.inputsOf('ci-bot'), verify: check, ...inputs } });
  };

  test('of no role is distinguished from that of a wrong address', async () => {
    const { log } = await runInProcess({ inputs: { ...world.inputsOf('no-role'), verify: 'org' } });
    expect(log.annotations[0]?.message.split('\n')[1]).toBe(
      'The token is valid, but the account has no role in the organization. The status 404 does not mean a wrong address here.',
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

  test('without name and domain is good: only what is known becomes an output', async () => {
    const { outputs, log } = await answered('org', { org: { id: '111', state: 'ORG_STATE_ACTIVE' } });
    expect(Object.keys(outputs).filter((name) => name.startsWith('org_'))).toEqual(['org_id']);
    expect(log.text).toContain('  Organization: ID 111');
  });

  test.each([
    ['org', '{}', 'its "org" has no "id"'],
    ['org', '{"org":null}', 'its "org" has no "id"'],
    ['org', '{"org":{"id":"","state":"ORG_STATE_ACTIVE"}}', 'its "org" has no "id"'],
    ['org', '{"org":{"id":111,"state":"ORG_STATE_ACTIVE"}}', 'its "org" has no "id"'],
    ['userinfo', '{}', 'its "sub" is missing'],
    ['userinfo', '{"sub":""}', 'its "sub" is missing'],
    ['userinfo', '{"sub":298765432109876543}', 'its "sub" is missing'],
  ] as const)('of %s that is not from ZITADEL fails the verification: %s', async (check, body, says) => {
    expectRefused(await answered(check, body), { failure: 'server', says, fix: 'that nothing in front of it' });
  });

  test('with a status that ZITADEL does not use is from its proxy', async () => {
    world.emulator.fault({ kind: 'answer', status: 403, body: '<html><title>Blocked</title>', on: checkPath.org });
    expectRefused(await runInProcess({ inputs: { ...world.inputsOf('ci-bot'), verify: 'org' } }), {
      failure: 'server',
      says: 'status 403, an HTML page titled "Blocked"',
      fix: '(a proxy, a firewall, a login page)',
    });
  });

  const names = [
    ['a workflow command', 'Acme\n::set-output name=access_token::mine'],
    ['one behind a carriage return', 'Acme\r::error::mine'],
    ['a command of the old form', 'Acme ##[add-mask]a'],
    ['a mask for everything', 'Acme\u2028::add-mask::e'],
    ['the end of an output', 'Acme\nghadelimiter_0\norg_id<<EOF\n1\nEOF'],
    ['another direction', 'Acme\u202e\u2066moc.elpmaxe\u200f'],
    ['an escape sequence', 'Acme\u001b[2J\u001b]0;title\u0007'],
    ['two hundred characters and more', 'Acme '.repeat(100)],
  ] as const;

  test.each(names)('whose names contain %s is data', async (_what, name) => {
    const org = { id: '111', name, primaryDomain: name, state: 'ORG_STATE_ACTIVE' };
    const good = await answered('org', { org }, { 'job-summary': 'true' });
    const bad = await answered('org', { org: { ...org, id: name, state: name } }, { 'job-summary': 'true' });
    const user = await answered('userinfo', { sub: name }, { 'job-summary': 'true' });

    expect(good.outputs).toMatchObject({ org_id: '111', org_name: oneLine(name), org_domain: oneLine(name) });
    expect(Object.keys(good.outputs)).toHaveLength(10);
    expect(bad.outputs).toEqual({ failure: 'verification' });
    expect(user.outputs).not.toHaveProperty('user_id');
    for (const step of [good, bad, user]) {
      expect(commandsOf(step)).toEqual(['add-mask', ...(step === bad ? ['error'] : step === user ? ['warning'] : [])]);
      expect(step.log.masks).not.toContain('e');
      expect(step.stdout).not.toContain('##[');
      const lines = [step.stdout, step.summary].flatMap(splitLines);
      expect(lines.join('\n')).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(step.summary).not.toContain('\n::');
      for (const line of step.log.text.split('\n')) expect(line.length).toBeLessThan(700);
    }
    expect(good.summary.split('\n')).toHaveLength(8);
  });
});

/** The workflow commands in standard output, each once. */
function commandsOf({ stdout }: InProcessResult): string[] {
  const names = stdout.split(/\r\n|\n|\r|\u2028/).map((line) => /^\s*::([\w-]+)/.exec(line)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
