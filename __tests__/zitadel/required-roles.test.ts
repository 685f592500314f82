import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addOrganization } from '../../emulators/zitadel/organizations.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';
import { expectRefused } from '../support/expect.ts';

/** What a failure says can be in any line before its fix. */
const expectFailure = (step: InProcessResult, failure: Parameters<typeof expectRefused>[1]): void =>
  expectRefused(step, { ...failure, anywhere: true });

const listAdministrators = '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.emulator.reset());

const idOf = (name: string): string => world.organizations[name as 'own']?.id ?? name;
const check = async (
  account: string,
  roles: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<InProcessResult> =>
  await runInProcess({ inputs: { ...world.inputsOf(account), 'required-roles': roles, ...inputs } });
const listings = () => world.emulator.requests.filter(({ path }) => path === listAdministrators);

describe('the account has the roles', () => {
  test.each([
    ['ci-bot', 'ORG_OWNER_VIEWER', {}],
    ['ci-bot', 'ORG_OWNER_VIEWER', { 'org-id': 'own' }],
    ['instance-owner', 'IAM_OWNER', {}],
    ['instance-owner', 'IAM_OWNER', { 'org-id': 'other' }],
    ['sleeper', 'ORG_OWNER', { verify: 'userinfo' }],
    ['jwt-bot', 'ORG_OWNER', { verify: 'org' }],
    ['jwt-bot', 'ORG_OWNER', { verify: 'org', 'org-id': 'own' }],
    ['jwt-bot', ' ORG_OWNER,\n  ORG_OWNER ', {}],
  ])('%s: %j with %j', async (account, roles, { 'org-id': orgId = '', ...inputs }: Record<string, string>) => {
    const step = await check(account, roles, { ...inputs, 'org-id': idOf(orgId) });

    expect(step.log.annotations).toEqual([]);
    expect(step.log.text).toMatch(
      new RegExp(`  Checked: .*the account has the required roles ${roles.trim().split(',')[0]}$`, 'm'),
    );
    expect(listings()).toHaveLength(1);
  });

  test.each(['client secret', 'key JSON', 'own key pair', 'personal access token'] as const)(
    '%s',
    async (credential) => {
      const inputs = { ...world.inputsOf('ci-bot', credential), 'required-roles': 'ORG_OWNER_VIEWER' };
      expect((await runInProcess({ inputs })).failed).toBe(false);
      expect(listings()[0]?.body).toContain(world.account('ci-bot').userId);
    },
  );

  test('verify: userinfo supplies the user ID of a personal access token', async () => {
    await check('token-holder', 'ORG_OWNER_VIEWER', { verify: 'userinfo' });
    expect(world.calls().slice(0, 2)).toEqual(['GET /oidc/v1/userinfo', `POST ${listAdministrators}`]);
  });

  test('together with "token-lifetime-minutes"', async () => {
    const step = await check('ci-bot', 'ORG_OWNER_VIEWER', { 'token-lifetime-minutes': '5' });
    expect(step.failed).toBe(false);
  });

  test('a success names only the required roles', async () => {
    const { userId } = world.account('jwt-bot');
    world.emulator.state.memberships.push({ userId, of: { instance: true }, roles: ['IAM_OWNER_VIEWER'] });
    const step = await check('jwt-bot', 'ORG_OWNER', { 'job-summary': 'true' });
    world.emulator.state.memberships.pop();
    expect(step.failed).toBe(false);
    expect(step.stdout + step.summary).not.toContain('IAM_OWNER_VIEWER');
  });

  test.each([100, 101, 250])('the list has %i entries, on several pages', async (count) => {
    const userName = `many-${count}`;
    const { userId, clientSecret } = addServiceAccount(world.emulator.state, {
      userName,
      secret: true,
      roles: ['ORG_OWNER'],
    });
    // The list begins with the newest entry, so the role that counts is on the last page.
    for (let made = 1; made < count; made += 1) {
      const { id } = addOrganization(world.emulator.state, `${userName} ${made}`);
      world.emulator.state.memberships.push({ userId, of: { organizationId: id }, roles: ['ORG_OWNER_VIEWER'] });
    }
    const inputs = { domain: world.emulator.origin, 'client-id': userName, 'client-secret': clientSecret };
    const step = await runInProcess({ inputs: { ...inputs, 'required-roles': 'ORG_OWNER' } });

    expect(step.failed).toBe(false);
    expect(listings()).toHaveLength(Math.ceil(count / 100));
  });
});

describe('a role is missing', () => {
  const nobody = 'The account has no administrator role at all.';
  const viewer = 'ORG_OWNER_VIEWER in "ZITADEL"';

  /** The account, the roles, `org-id`, the missing roles, what the account has, and the fix. */
  test.each([
    ['no-role', 'ORG_OWNER', '', 'ORG_OWNER', nobody, 'Grant the account "ORG_OWNER" (organization → Adm'],
    ['ci-bot', 'ORG_OWNER', '', 'ORG_OWNER', viewer, `or correct 'required-roles'.`],
    ['ci-bot', 'org_owner_viewer', '', 'org_owner_viewer', viewer, `or correct 'required-roles'.`],
    ['ci-bot', 'ORG_OWNER ORG_OWNER_VIEWER', '', 'ORG_OWNER', viewer, 'Grant the account "ORG_OWNER" (org'],
    ['ci-bot', 'ORG_OWNER_VIEWER', 'other', 'ORG_OWNER_VIEWER', 'roles in 1 other organization', `or 'org-id'.`],
    ['ci-bot', 'ORG_OWNER_VIEWER', '999', 'ORG_OWNER_VIEWER', 'roles in 1 other', '(organization 999 → Adm'],
    [
      'instance-owner',
      'ORG_OWNER',
      '',
      'ORG_OWNER',
      'IAM_OWNER for the whole instance',
      'Grant the account "ORG_OWNER"',
    ],
    ['ci-bot', 'IAM_ORG_MANAGER', '', 'IAM_ORG_MANAGER', viewer, 'for IAM roles: instance → Administrators'],
    [
      'in-project',
      'PROJECT_OWNER',
      '',
      'PROJECT_OWNER',
      'roles in 1 other organization or project',
      'Grant the account "PROJECT_OWNER"',
    ],
  ])('%s: "%s", "%s"', async (account, roles, orgId, missing, has, fix) => {
    const says = `The check of the administrator roles failed: the account does not have "${missing}".`;
    const step = await check(account, roles, { 'org-id': idOf(orgId), revoke: 'true' });

    expectFailure(step, { failure: 'verification', says, fix });
    expect(step.log.annotations[0]?.message).toContain(has.replace('ZITADEL', world.organizations.own.name));
    expect(world.calls().at(-1)).toBe('POST /oauth/v2/revoke');
  });

  test('the account has it in another organization, which works as "org-id"', async () => {
    const { other } = world.organizations;
    const { userId } = world.account('no-role');
    world.emulator.state.memberships.push({ userId, of: { organizationId: other.id }, roles: ['ORG_OWNER'] });

    const fix = `Set 'org-id' to the organization to verify (${other.id}).`;
    expectFailure(await check('no-role', 'ORG_OWNER'), { failure: 'verification', says: '"ORG_OWNER".', fix });
    expect((await check('no-role', 'ORG_OWNER', { 'org-id': other.id })).failed).toBe(false);
    world.emulator.state.memberships.pop();
  });

  test('after "verify: org", which succeeded', async () => {
    const step = await check('ci-bot', 'ORG_OWNER', { verify: 'org' });
    expectFailure(step, {
      failure: 'verification',
      says: 'does not have "ORG_OWNER".',
      fix: 'Grant the account "ORG_OWNER"',
    });
    expect(Object.keys(step.outputs)).toEqual(['failure']);
  });

  test('what is not the name of a role is not printed', async () => {
    const { userId } = world.account('no-role');
    const roles = ['ORG_OWNER_VIEWER', 'x\n::error::y', 'A'.repeat(61)];
    world.emulator.state.memberships.push({ userId, of: { instance: true }, roles });
    const step = await check('no-role', 'ORG_OWNER');
    world.emulator.state.memberships.pop();
    expectFailure(step, { failure: 'verification', says: 'roles: ORG_OWNER_VIEWER for the whole instance.', fix: '' });
  });
});

describe('the server', () => {
  const type = 'type.googleapis.com/zitadel.v1.ErrorDetail';
  test.each([
    [404, '404 page not found\n', 'config', 'has no API for it', 'Update this action, or ZITADEL'],
    [404, '{"code":5,"message":"Not Found","details":[]}', 'config', 'status 404', `without 'required-roles'.`],
    [405, '', 'config', 'status 405', 'Update this action, or ZITADEL'],
    [410, '', 'config', 'status 410', 'Update this action, or ZITADEL'],
    [501, '{"code":"unimplemented","message":"x"}', 'config', 'status 501', 'Update this action, or ZITADEL'],
    [403, JSON.stringify({ details: [{ '@type': type }] }), 'verification', 'status 403', 'Check the credential'],
    [400, JSON.stringify({ details: [{ '@type': type }] }), 'server', 'status 400', 'the log of the instance'],
    [403, '<html>', 'server', 'status 403', 'in front of it'],
    [200, '{}', 'server', 'its "pagination" is missing', 'in front of it'],
    [200, '[]', 'server', 'not a response of ZITADEL', 'in front of it'],
  ])('returns %i %s', async (status, body, failure, says, fix) => {
    world.emulator.fault({ kind: 'answer', on: listAdministrators, status, body });
    expectFailure(await check('ci-bot', 'ORG_OWNER_VIEWER'), { failure, says, fix });
  });

  test('returns the roles of another account, which do not count', async () => {
    const administrators = [{ user: { id: '1' }, instance: true, roles: ['IAM_OWNER'] }];
    const body = JSON.stringify({ pagination: { totalResult: '1' }, administrators });
    world.emulator.fault({ kind: 'answer', on: listAdministrators, status: 200, body });
    const step = await check('ci-bot', 'IAM_OWNER');
    expectFailure(step, { failure: 'verification', says: 'does not have "IAM_OWNER"', fix: 'for IAM roles' });
  });

  test.each([
    ['{"pagination":{"totalResult":"9"}}', 1],
    [`{"pagination":{"totalResult":"3"},"administrators":[{"user":{"id":"1"}}]}`, 3],
    ['{"pagination":{"totalResult":"many"},"administrators":[7]}', 1],
  ])('counts more entries than it returns: %s', async (body, requests) => {
    world.emulator.fault({ kind: 'answer', on: listAdministrators, status: 200, body, times: 99 });
    const step = await check('ci-bot', 'ORG_OWNER_VIEWER');
    expectFailure(step, { failure: 'verification', says: 'no administrator role at all', fix: 'Grant' });
    expect(listings()).toHaveLength(requests);
  });
});

describe('before anything is sent', () => {
  test.each([
    [{ 'required-roles': 'ORG_OWNER', scopes: 'openid' }, `'required-roles' needs the audience of ZITADEL's APIs`],
    [{ 'org-id': '111', verify: 'userinfo' }, `'org-id' has no effect without 'verify: org' or 'required-roles'`],
  ])('%j is a mistake', async (inputs: Record<string, string>, says) => {
    const step = await runInProcess({ inputs: { ...world.inputsOf('ci-bot'), ...inputs } });
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(step.log.annotations[0]?.message).toContain(says);
    expect(world.emulator.requests).toEqual([]);
  });
});
