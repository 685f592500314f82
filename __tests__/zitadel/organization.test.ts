import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Version } from '../../emulators/zitadel/state.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';
import { expectRefused } from '../support/expect.ts';

/** What a failure says can be in any line before its fix. */
const expectFailure = (step: InProcessResult, failure: Parameters<typeof expectRefused>[1]): void =>
  expectRefused(step, { ...failure, anywhere: true });

const orgsMe = '/management/v1/orgs/me';
const search = '/v2/organizations/_search';
const listAdministrators = '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators';
const readable = 'at least ORG_OWNER_VIEWER';

/** Responses of servers and proxies that do not have an API. */
const gone = {
  'the router, with details': { status: 404, body: '{"code":5,"message":"Not Found","details":[]}' },
  'the router': { status: 404, body: '{"code":5,"message":"Not Found"}' },
  'a text': { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' },
  'a page': { status: 404, body: '<html><title>Not found</title>' },
  nothing: { status: 404, body: '' },
  'a method': { status: 405, body: '{"code":12,"message":"Method Not Allowed"}' },
  'for good': { status: 410, body: '' },
  'not implemented': { status: 501, body: '{"code":12,"message":"Not Implemented","details":[]}' },
} as const;
type Gone = keyof typeof gone;

const domainsOf = (id: string): string => `/v2/organizations/${id}/domains/search`;

describe.each<Version>(['v4.13.1', 'v4.x'])('%s without the v1 API', (version) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ version });
  });
  beforeEach(() => world.emulator.reset());

  const lacks = (on: string | RegExp, how: Gone = 'the router'): void =>
    world.emulator.fault({ kind: 'answer', on, times: 99, ...gone[how] });
  const idOf = (name: string): string => world.organizations[name as 'own']?.id ?? name;
  const verify = async (account: string, inputs: Readonly<Record<string, string>> = {}): Promise<InProcessResult> =>
    await runInProcess({ inputs: { ...world.inputsOf(account), verify: 'org', ...inputs } });
  const paths = (): string[] => world.emulator.requests.map(({ path }) => path.replace(/^\/oauth\/.*/, 'token'));

  test.each(Object.keys(gone) as Gone[])('the API is gone (%s): the v2 API verifies', async (how) => {
    lacks(orgsMe, how);
    const { own } = world.organizations;
    const step = await verify('ci-bot', { 'org-id': own.id });

    expect(step.log.annotations).toEqual([]);
    expect(step.outputs).toMatchObject({ org_id: own.id, org_name: own.name, org_domain: own.primaryDomain });
    expect(step.log.text).toContain('  Checked: the account may read the organization (API v2)');
    expect(paths()).toEqual(['token', orgsMe, domainsOf(own.id), search]);
  });

  /** The account, `org-id`, the organization that is verified, or the failure with its text and its fix. */
  test.each([
    ['ci-bot', '', 'own'],
    ['jwt-bot', 'own', 'own'],
    ['token-holder', '', 'own'],
    ['instance-owner', '', 'own'],
    ['instance-owner', 'other', 'other'],
    ['ci-bot', 'other', 'verification', 'no role of the account contains the permission org.read', readable],
    ['no-role', '', 'verification', 'The account has no administrator role at all.', readable],
    ['no-role', 'own', 'verification', 'The account has no administrator role at all.', readable],
    ['in-project', '', 'verification', 'roles in 1 other organization or project', readable],
    ['project-creator', '', 'verification', 'ORG_PROJECT_CREATOR in', readable],
    ['ci-bot', '999999999999999999', 'verification', 'has the ID "999999999999999999"', `Set 'org-id' to the`],
    ['sleeper', '', 'verification', 'is not active: its state is "ORGANIZATION_STATE_INACTIVE"', 'Reactivate'],
    ['instance-owner', 'inactive', 'verification', 'is not active', 'Reactivate the organization'],
  ])('%s, with "%s": %s', async (account, orgId, ends, says = '', fix = '') => {
    lacks(orgsMe);
    const step = await verify(account, { 'org-id': idOf(orgId) });

    const expected = world.organizations[ends as 'own'];
    if (expected === undefined) {
      expectFailure(step, { failure: ends, says, fix });
    } else expect(step.outputs).toMatchObject({ org_id: expected.id, org_name: expected.name });
  });

  test('a role in another organization: it is named, and works as "org-id"', async () => {
    lacks(orgsMe);
    const { other } = world.organizations;
    const { userId } = world.account('no-role');
    world.emulator.state.memberships.push({ userId, of: { organizationId: other.id }, roles: ['ORG_OWNER_VIEWER'] });
    const step = await verify('no-role');

    expectFailure(step, {
      failure: 'verification',
      says: `ORG_OWNER_VIEWER in "Other" (${other.id})`,
      fix: `Set 'org-id' to the organization to verify (${other.id}).`,
    });
    expect((await verify('no-role', { 'org-id': other.id })).outputs['org_id']).toBe(other.id);
    world.emulator.state.memberships.pop();
  });

  test.each(['client secret', 'key JSON', 'personal access token'] as const)('%s', async (credential) => {
    lacks(orgsMe);
    const inputs = { ...world.inputsOf('ci-bot', credential), verify: 'org' };
    const step = await runInProcess({ inputs });

    expect(step.outputs['org_id']).toBe(world.organizations.own.id);
    const whose = credential === 'personal access token' ? ['/oidc/v1/userinfo'] : [];
    const known = [...whose, listAdministrators, domainsOf(world.organizations.own.id), search];
    expect(paths().join()).toContain([orgsMe, ...known].join());
  });

  test('a search that shows every organization proves nothing', async () => {
    lacks(orgsMe);
    const { id, name, primaryDomain } = world.organizations.other;
    const result = [{ id, name, primaryDomain, state: 'ORGANIZATION_STATE_ACTIVE' }];
    const body = JSON.stringify({ details: { totalResult: '1' }, result });
    world.emulator.fault({ kind: 'answer', on: search, status: 200, body });

    expectFailure(await verify('ci-bot', { 'org-id': id }), {
      failure: 'verification',
      says: 'no role of the account contains the permission org.read',
      fix: `in organization ${id}`,
    });
  });

  test('domains without the organization in the search: its state is not known', async () => {
    lacks(orgsMe);
    const body = '{"details":{"totalResult":"1"}}';
    world.emulator.fault({ kind: 'answer', on: search, status: 200, body });

    expectFailure(await verify('ci-bot'), { failure: 'verification', says: 'its state is missing', fix: 'Reactivate' });
  });

  test.each([
    [orgsMe, /\/domains\/search$/, 'the router', 'a page'],
    [orgsMe, /^\/v2\//, 'a page', 'a page'],
    [orgsMe, search, 'for good', 'for good'],
    [orgsMe, listAdministrators, 'a text', 'a text'],
  ] as const)('%s and %s are gone: neither API', async (v1, v2, how, alsoHow) => {
    lacks(v1, how);
    lacks(v2, alsoHow);
    const step = await verify('ci-bot');

    expectFailure(step, {
      failure: 'config',
      says: `status ${gone[alsoHow].status}`,
      fix: `Update this action, or ZITADEL if its version is below 4, or use 'verify: userinfo'`,
    });
    expect(step.log.annotations[0]?.message).not.toMatch(/proxy|firewall|in front/);
  });

  test.each([
    ['{}', 'its "pagination" or its "details" is missing'],
    ['<html>', 'not a response of ZITADEL'],
  ])('a response that is not from ZITADEL: %s', async (body, says) => {
    lacks(orgsMe);
    world.emulator.fault({ kind: 'answer', on: /\/domains\/search$/, status: 200, body });

    expectFailure(await verify('ci-bot', { 'org-id': idOf('own') }), {
      failure: 'server',
      says,
      fix: 'in front of it',
    });
  });

  test('a rejected request of the v2 API is explained like one of the v1 API', async () => {
    lacks(orgsMe);
    const details = [{ '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id: 'AUTH-7fs1e' }];
    const body = JSON.stringify({ code: 16, message: 'Errors.Token.Invalid (AUTH-7fs1e)', details });
    world.emulator.fault({ kind: 'answer', on: /\/domains\/search$/, status: 401, times: 9, body });

    expectFailure(await runInProcess({ inputs: { ...world.inputsOf('token-holder'), verify: 'org' } }), {
      failure: 'credential',
      says: 'Errors.Token.Invalid (AUTH-7fs1e)',
      fix: 'Personal Access Tokens',
    });
  });
});
