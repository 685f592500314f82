import { describe, expect, test } from '@jest/globals';
import type { Emulator, EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import { addOrganization } from '../../emulators/zitadel/organizations.ts';
import { addServiceAccount, type ServiceAccountData } from '../../emulators/zitadel/start-data.ts';
import type { Membership, State } from '../../emulators/zitadel/state.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { openEmulator } from '../support/emulator.ts';

/** Rejected checks whose response has several possible causes. */

/** Without its last line, the link. */
function errorOf({ log }: InProcessResult): string[] {
  const message = log.annotations.find(({ level }) => level === 'error')?.message ?? '';
  return message.split('\n').slice(0, -1);
}

interface World {
  readonly origin: string;
  readonly state: State;
  readonly userId: string;
  readonly inputs: Record<string, string>;
  readonly key: Record<string, string>;
  readonly token: Record<string, string>;
  /** The paths that were requested after the token. */
  readonly paths: () => string[];
  readonly emulator: Emulator;
}

async function start(data: Partial<ServiceAccountData> = {}, options: EmulatorOptions = {}): Promise<World> {
  const emulator = await openEmulator(options);
  const { state, origin } = emulator;
  const account = addServiceAccount(state, {
    userName: 'ci-bot',
    secret: true,
    key: true,
    personalAccessToken: true,
    ...data,
  });
  return {
    emulator,
    origin,
    state,
    userId: account.userId,
    inputs: { domain: origin, 'client-id': 'ci-bot', 'client-secret': account.clientSecret, verify: 'org' },
    key: { domain: origin, 'service-account-key': account.keyJson, verify: 'org' },
    token: { domain: origin, 'personal-access-token': account.personalAccessToken, verify: 'org' },
    paths: () => emulator.requests.map(({ path }) => path).filter((path) => path !== '/oauth/v2/token'),
  };
}

function grant(state: State, userId: string, of: Membership['of'], ...roles: string[]): void {
  state.memberships.push({ userId, of, roles });
}

const orgsMe = '/management/v1/orgs/me';
const userinfo = '/oidc/v1/userinfo';
const ready = '/debug/ready';
const listAdministrators = '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators';

describe('a token that was issued in this step and gets status 401', () => {
  const unauthorized = { code: 16, message: 'Errors.Token.Invalid (AUTH-7fs1e)', details: [{ id: 'AUTH-7fs1e' }] };
  const answer = (on: string, times: number) =>
    ({
      kind: 'answer',
      on,
      times,
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(unauthorized),
    }) as const;

  test.each([
    ['org', orgsMe],
    ['userinfo', userinfo],
  ])('verify: %s, once: one more attempt', async (verify, path) => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'] });
    world.emulator.fault(answer(path, 1));
    const step = await runInProcess({ inputs: { ...world.inputs, verify } });

    expect(step.failed).toBe(false);
    expect(world.paths()).toEqual([path, path]);
    expect(step.log.text).toContain('but the server may not know a new token yet. Trying again in 1 s.');
  });

  test('twice, an opaque token: it is not valid, and only the readiness is requested', async () => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'] });
    world.emulator.fault(answer(orgsMe, 9));
    const step = await runInProcess({ inputs: world.inputs });

    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(world.paths()).toEqual([orgsMe, orgsMe, ready]);
    expect(errorOf(step)[1]).toBe(
      'The token is not valid: it has expired or was revoked, the account was deactivated, or the token belongs to another instance.',
    );
  });

  test('a personal access token: no other attempt', async () => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'] });
    world.emulator.fault(answer(orgsMe, 9));
    const step = await runInProcess({ inputs: world.token });

    expect(step.outputs).toEqual({ failure: 'credential' });
    expect(world.paths()).toEqual([orgsMe, ready]);
  });

  test('a JWT of an http issuer: userinfo is not requested', async () => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'], tokenType: 'JWT' });
    world.emulator.fault(answer(orgsMe, 9));
    await runInProcess({ inputs: world.inputs });

    expect(world.paths()).toEqual([orgsMe, orgsMe, ready]);
  });

  test('a JWT of an https issuer that userinfo accepts: ExternalSecure, with both fixes', async () => {
    const jwt = { roles: ['ORG_OWNER_VIEWER'], tokenType: 'JWT' } as const;
    const world = await start(jwt);
    const step = await runInProcess({ inputs: byHttps(world) });

    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(world.paths()).toEqual([orgsMe, orgsMe, userinfo]);
    expect(errorOf(step)).toEqual([
      'The check of the organization was rejected: status 401, "Errors.Token.Invalid (AUTH-7fs1e)".',
      `The token is valid (userinfo accepts it). The API probably rejects it because it is a JWT of an https issuer, but the instance's ExternalSecure is false.`,
      `Instance: https://localhost; credential: client secret of "ci-bot"; route: ${world.origin} ('endpoint').`,
      'Fix: Set ExternalSecure to true in the configuration of the instance, or set the access token type of the service account to Bearer.',
    ]);

    const bearer = await start({ roles: ['ORG_OWNER_VIEWER'] });
    expect((await runInProcess({ inputs: byHttps(bearer) })).failed).toBe(false);
    const secure = await start(jwt, { externalSecure: true });
    expect((await runInProcess({ inputs: byHttps(secure) })).failed).toBe(false);
  });

  test.each([401, 503])('a JWT of an https issuer, and userinfo returns %i: not valid', async (status) => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'], tokenType: 'JWT' });
    world.emulator.fault({ ...answer(userinfo, 9), status });
    const step = await runInProcess({ inputs: byHttps(world) });

    expect(world.paths()).toEqual([orgsMe, orgsMe, userinfo, ready]);
    expect(errorOf(step)[1]).toMatch(/^The token is not valid: /);
  });
});

/** As behind a proxy that terminates TLS. */
function byHttps({ inputs, origin }: World): Record<string, string> {
  return { ...inputs, domain: 'localhost', endpoint: origin };
}

describe('a missing role', () => {
  const readerRole =
    "rant the account a role with org.read, at least ORG_OWNER_VIEWER (organization → Administrators, formerly Managers), or use 'verify: userinfo', which needs no role.";

  test('none at all', async () => {
    const world = await start();
    const step = await runInProcess({ inputs: world.inputs });

    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(errorOf(step)).toEqual([
      'The check of the organization was rejected: status 404, "membership not found (AUTHZ-cdgFk)".',
      'The token is valid, but the account has no role in the organization.',
      'The account has no administrator role at all.',
      `Instance: ${world.origin}; credential: client secret of "ci-bot".`,
      `Fix: G${readerRole}`,
    ]);
    // The fix is followed.
    grant(world.state, world.userId, { organizationId: world.emulator.organization.id }, 'ORG_OWNER_VIEWER');
    expect((await runInProcess({ inputs: world.inputs })).failed).toBe(false);
    const { verify: _, ...rest } = world.inputs;
    expect((await runInProcess({ inputs: { ...rest, verify: 'userinfo' } })).failed).toBe(false);
  });

  test('a role in another organization: named, and the input to set', async () => {
    const world = await start();
    const other = addOrganization(world.state, 'Shop\n::error::x');
    grant(world.state, world.userId, { organizationId: other.id }, 'ORG_OWNER');
    const step = await runInProcess({ inputs: world.inputs });

    expect(errorOf(step).slice(2)).toEqual([
      `The account has these administrator roles: ORG_OWNER in "Shop ::error::x" (${other.id}).`,
      `Instance: ${world.origin}; credential: client secret of "ci-bot".`,
      `Fix: Set 'org-id' to the organization to verify (${other.id}). For the account's own organization: G${readerRole}`,
    ]);
    expect((await runInProcess({ inputs: { ...world.inputs, 'org-id': other.id } })).failed).toBe(false);
  });

  test('many organizations: three of them, the whole instance first', async () => {
    const world = await start();
    const ids = ['A', 'B', 'C', 'D', 'E'].map((name) => {
      const { id } = addOrganization(world.state, name);
      grant(world.state, world.userId, { organizationId: id }, 'ORG_OWNER_VIEWER', 'ORG_USER_MANAGER');
      return id;
    });
    grant(world.state, world.userId, { instance: true }, 'IAM_ADMIN_IMPERSONATOR');
    const step = await runInProcess({ inputs: world.inputs });

    const [, , , d, e] = ids;
    expect(errorOf(step)[2]).toBe(
      `The account has these administrator roles: IAM_ADMIN_IMPERSONATOR for the whole instance; ORG_OWNER_VIEWER, ORG_USER_MANAGER in "E" (${e}); ` +
        `ORG_OWNER_VIEWER, ORG_USER_MANAGER in "D" (${d}); ORG_OWNER_VIEWER, ORG_USER_MANAGER in "C" (${ids[2]}); roles in 2 other organizations or projects.`,
    );
    expect(errorOf(step).at(-1)).toContain(`(${e} or ${d} or ${ids[2]})`);
    expect(step.stdout).not.toContain(ids[0]);
  });

  test('with "org-id", other organizations are only counted, and the fix is a role in this one', async () => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'] });
    const [one, asked] = [addOrganization(world.state, 'One'), addOrganization(world.state, 'Asked for')];
    grant(world.state, world.userId, { organizationId: one.id }, 'ORG_OWNER');
    const inputs = { ...world.inputs, 'org-id': asked.id };
    const step = await runInProcess({ inputs });

    expect(errorOf(step)[2]).toBe(
      `The account has these administrator roles: roles in 2 other organizations or projects.`,
    );
    expect(errorOf(step).at(-1)).toBe(
      `Fix: Grant the account a role with org.read in organization ${asked.id}, at least ORG_OWNER_VIEWER (organization → Administrators, formerly Managers), or correct 'org-id'.`,
    );
    expect(step.stdout).not.toContain('One');
    expect(step.stdout).not.toContain(one.id);
    grant(world.state, world.userId, { organizationId: asked.id }, 'ORG_OWNER_VIEWER');
    expect((await runInProcess({ inputs })).failed).toBe(false);
  });

  test('a role that cannot read the organization is never suggested', async () => {
    const world = await start({ roles: ['ORG_PROJECT_CREATOR'] });
    const { organization } = world.emulator;
    const step = await runInProcess({ inputs: world.inputs });

    expect(errorOf(step)[0]).toContain('AUTH-5mWD2');
    expect(errorOf(step)[2]).toBe(
      `The account has these administrator roles: ORG_PROJECT_CREATOR in "${organization.name}" (${organization.id}).`,
    );
    expect(errorOf(step).at(-1)).toBe(`Fix: G${readerRole}`);
  });

  test('a role in a project only', async () => {
    const world = await start();
    const project = { id: '350000000000000001', name: 'Secret plans', organizationId: world.emulator.organization.id };
    world.state.projects.set(project.id, { ...project, sequence: 1, creationDate: 0, changeDate: 0 });
    grant(world.state, world.userId, { projectId: project.id }, 'PROJECT_OWNER');
    const step = await runInProcess({ inputs: world.inputs });

    expect(errorOf(step)[2]).toBe(
      `The account has these administrator roles: roles in 1 other organization or project.`,
    );
    expect(step.stdout).not.toContain('Secret plans');
  });

  test.each([
    ['a client secret', 'inputs', [orgsMe, listAdministrators]],
    ['a key', 'key', [orgsMe, listAdministrators]],
    ['a personal access token', 'token', [orgsMe, userinfo, listAdministrators]],
  ] as const)('%s: the roles are those of its account', async (_, kind, paths) => {
    const world = await start();
    const step = await runInProcess({ inputs: world[kind] });

    expect(world.paths()).toEqual(paths);
    expect(errorOf(step)[2]).toBe('The account has no administrator role at all.');
    expect(world.emulator.requests.at(-1)?.body).toBe(
      JSON.stringify({ filters: [{ inUserIdsFilter: { ids: [world.userId] } }] }),
    );
  });

  test('without the scope openid, userinfo returns the user ID', async () => {
    const world = await start();
    await runInProcess({ inputs: { ...world.inputs, scopes: 'urn:zitadel:iam:org:project:id:zitadel:aud' } });

    expect(world.paths()).toEqual([orgsMe, userinfo, listAdministrators]);
  });

  test.each([
    ['404', 404, '{"code":5,"message":"Not Found"}'],
    ['a page', 200, '<html>'],
    ['nothing', 200, '{}'],
    [
      'roles of another account',
      200,
      `{"pagination":{},"administrators":[{"user":{"id":"1"},"instance":true,"roles":["IAM_OWNER"]}]}`,
    ],
    ['not a list', 200, `{"pagination":{},"administrators":7}`],
  ])('the request for the roles returns %s: the message stays the same', async (_, status, body) => {
    const world = await start();
    world.emulator.fault({ kind: 'answer', on: listAdministrators, status, headers: {}, body });
    const step = await runInProcess({ inputs: world.inputs });

    expect(step.outputs).toEqual({ failure: 'verification' });
    expect(step.stdout).not.toContain('IAM_OWNER');
    expect(errorOf(step).at(-1)).toBe(`Fix: G${readerRole}`);
  });

  test('the ID token is masked', async () => {
    const world = await start({ roles: ['ORG_OWNER_VIEWER'] });
    const step = await runInProcess({ inputs: world.inputs });

    expect(new Set(step.log.masks.filter((mask) => mask.startsWith('eyJ') && mask.split('.').length === 3)).size).toBe(
      1,
    );
  });
});

test('an organization that does not exist is named by its ID in "org-id"', async () => {
  const world = await start({ roles: ['ORG_OWNER_VIEWER'] });
  const step = await runInProcess({ inputs: { ...world.inputs, 'org-id': '312345678901234567' } });

  expect(errorOf(step)[1]).toBe(
    `The token is valid, but no organization of this instance has the ID "312345678901234567" ('org-id').`,
  );
  expect(world.paths()).toEqual([orgsMe]);
});
