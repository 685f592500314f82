import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { suspendUser } from '../../emulators/zitadel/users.ts';
import { runInProcess } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';
import { watchConnection } from '../support/watched-connection.ts';
import { expectRefused } from '../support/expect.ts';

const versions: readonly Version[] = ['v4.13.1', 'v4.x'];
const checkPath = { org: '/management/v1/orgs/me', userinfo: '/oidc/v1/userinfo' } as const;

const noMember = 'status 404, "membership not found (AUTHZ-cdgFk)"';
const noPermission = 'status 403, "No matching permissions found (AUTH-5mWD2)"';
const asleep = 'Organization "Asleep" (ID "{inactive}") is not active: its state is "ORG_STATE_INACTIVE"';

/** org-id: an organization of the world by its name, or an ID. */
const rows: readonly (readonly [account: string, orgId: string, ends: string, says?: string, fix?: string])[] = [
  ['ci-bot', '', 'own'],
  ['ci-bot', 'own', 'own'],
  ['user-manager', '', 'own'],
  ['settings-manager', 'own', 'own'],
  ['jwt-bot', 'own', 'own'],
  ['instance-owner', '', 'own'],
  ['instance-owner', 'other', 'other'],
  ['token-holder', 'own', 'own'],
  ['ci-bot', 'other', 'verification', noMember, 'Grant the account a role with org.read in organization {other}'],
  [
    'ci-bot',
    '999999999999999999',
    'verification',
    `status 403, "Organisation doesn't exist (AUTH-Bs7Ds)"`,
    "Set 'org-id' to the resource ID",
  ],
  ['no-role', '', 'verification', noMember, 'at least ORG_OWNER_VIEWER (organization'],
  ['in-project', '', 'verification', noPermission, 'at least ORG_OWNER_VIEWER'],
  ['project-creator', '', 'verification', noPermission, 'at least ORG_OWNER_VIEWER'],
  ['sleeper', '', 'verification', asleep, 'Reactivate the organization'],
  ['instance-owner', 'inactive', 'verification', asleep, 'Reactivate the organization'],
  [
    'instance-owner',
    'removed',
    'verification',
    'Organization "Gone" (ID "{removed}") is not active: its state is missing',
    'Reactivate the organization in ZITADEL',
  ],
  [
    'late-holder',
    '',
    'credential',
    'status 401, "Errors.Token.Invalid (AUTH-7fs1e)"',
    'Check that the account is active, that',
  ],
];

describe.each(versions)('%s', (version) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ version });
  });
  beforeEach(() => world.emulator.reset());

  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => world.organizations[name as 'own']?.id ?? name);
  const idOf = (orgId: string): string => world.organizations[orgId as 'own']?.id ?? orgId;

  test.each(rows)('orgs/me: %s, with "%s": %s', async (account, named, ends, says = '', fix = '') => {
    const { emulator, organizations } = world;
    const orgId = idOf(named);

    const step = await runInProcess({ inputs: { ...world.inputsOf(account), verify: 'org', 'org-id': orgId } });

    const check = emulator.requests.find(({ path }) => path === checkPath.org);
    expect(check?.method).toBe('GET');
    expect(check?.headers['x-zitadel-orgid']).toBe(orgId === '' ? undefined : orgId);
    const expected = organizations[ends as 'own'];
    if (expected === undefined) {
      expectRefused(step, { failure: ends, says: fill(says), fix: fill(fix) });
      return;
    }
    expect(step.log.annotations).toEqual([]);
    expect(step.outputs).toMatchObject({
      org_id: expected.id,
      org_name: expected.name,
      org_domain: expected.primaryDomain,
    });
    expect(check?.headers['authorization']).toBe(`Bearer ${step.outputs['access_token']}`);
    expect(step.log.text).toContain(`  Checked: the account may read the organization (orgs/me)`);
    expect(step.log.text).toContain(
      `  Organization: "${expected.name}", "${expected.primaryDomain}", ID ${expected.id}`,
    );
  });

  test('userinfo needs no role: it returns the user, and the organization only with its scope', async () => {
    const { own } = world.organizations;
    const inputs = { ...world.inputsOf('no-role'), verify: 'userinfo' };
    const user = { user_id: world.account('no-role').userId };

    const bare = await runInProcess({ inputs: { ...inputs, scopes: 'openid' } });
    expect(bare.outputs).toMatchObject(user);
    expect(Object.keys(bare.outputs).filter((name) => name.startsWith('org_'))).toEqual([]);
    expect(bare.log.text).toContain('  Checked: the token is valid (userinfo)');

    const scopes = 'openid urn:zitadel:iam:user:resourceowner';
    const owned = await runInProcess({ inputs: { ...inputs, scopes } });
    expect(owned.outputs).toMatchObject({ ...user, org_id: own.id, org_name: own.name, org_domain: own.primaryDomain });
    expect(owned.log.annotations).toEqual([]);
  });

  test.each(['org', 'userinfo'] as const)('%s: an invalid personal access token', async (verify) => {
    const inputs = { domain: world.emulator.origin, 'personal-access-token': 'p'.repeat(71), verify };
    expectRefused(await runInProcess({ inputs }), {
      failure: 'credential',
      says: 'status 401',
      fix: 'Check that the account is active, that',
    });
    expect(world.emulator.requests.map(({ path }) => path)).toEqual([checkPath[verify], '/debug/ready']);
  });

  test('userinfo: a personal access token that has expired', async () => {
    expectRefused(await runInProcess({ inputs: { ...world.inputsOf('late-holder'), verify: 'userinfo' } }), {
      failure: 'credential',
      says: 'status 401, "access_denied: access token invalid"',
      fix: 'Check that the account is active, that',
    });
  });

  test.each([
    ['org', 'status 401, "Errors.Token.Invalid (AUTH-7fs1e)"'],
    ['userinfo', 'status 401, "access_denied: access token invalid"'],
  ] as const)('%s: an account that is deactivated between token and check', async (verify, says) => {
    const other = await startWorld({ version });
    const { state } = other.emulator;
    const user = state.users.get(other.account('ci-bot').userId)!;
    const { connect } = watchConnection((call) => {
      if (call === `GET ${checkPath[verify]}`) suspendUser(state, user, 'inactive');
    });

    const step = await runInProcess({ inputs: { ...other.inputsOf('ci-bot'), verify }, connect });

    expectRefused(step, { failure: 'verification', says, fix: 'the account is active' });
  });

  test.each([
    ['orgs/me, no Authorization', version === 'v4.13.1' ? 'status 500' : 'status 401', 'the Authorization header'],
    ['orgs/me, Authorization: bearer (lower case)', 'status 401', 'the Authorization header'],
    ['orgs/me, unknown host', 'status 404', ''],
  ])('what is in front of the instance is distinguished: %s', async (name, says, fix) => {
    const { status = 0, body } = recordedEntry(version, name).response;
    world.emulator.fault({ kind: 'answer', status, body: JSON.stringify(body), on: checkPath.org });

    const step = await runInProcess({ inputs: { ...world.inputsOf('ci-bot'), verify: 'org' } });

    expectRefused(step, { failure: name.endsWith('host') ? 'config' : 'server', says, fix });
    expect(world.emulator.requests).toHaveLength(2);
  });
});

describe('before anything is sent', () => {
  const inputs = { domain: 'acme.zitadel.cloud', 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5y' };

  test.each([
    [
      'org-id without verify: org',
      { 'org-id': '111' },
      `'org-id' has no effect without 'verify: org' or 'required-roles'`,
    ],
    [
      'org-id that is not an ID',
      { 'org-id': 'Acme Inc', verify: 'org' },
      `The input 'org-id' contains the name or domain of an organization, not its ID.`,
    ],
  ])('%s is a mistake', async (_name, change, says) => {
    const { connect, sent } = watchConnection();
    const { outputs, log } = await runInProcess({ inputs: { ...inputs, ...change }, connect });
    expect(outputs).toEqual({ failure: 'config' });
    expect(log.annotations[0]?.message).toContain(says);
    expect(sent).toEqual([]);
  });
});
