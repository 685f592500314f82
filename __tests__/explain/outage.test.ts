import { describe, expect, test } from '@jest/globals';
import type { Outage } from '../../emulators/zitadel/outages.ts';
import type { CredentialName, Inputs } from '../support/credentials.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld, type World } from '../support/world.ts';

/** Steps and post steps that meet an instance that cannot decide. */

const versions = ['v4.x', 'v4.13.1'] as const;
const stopped = 'database stopped, no instance cache';
const cached = 'database stopped, instance cache on';
const readOnly = 'database read-only';

/** What a database says about itself in the recordings. */
const ofDatabase = /55432|zitadel_v4|57P01|DB CONNECTION ERROR/;

interface Kind {
  readonly credential: CredentialName;
  readonly inputs?: Inputs;
}

const kinds = {
  secret: { credential: 'client secret' },
  key: { credential: 'key JSON' },
  assertion: { credential: 'assertion' },
  userinfo: { credential: 'personal access token', inputs: { verify: 'userinfo' } },
  org: { credential: 'personal access token', inputs: { verify: 'org' } },
} as const satisfies Record<string, Kind>;

/** The topic of the failure in each version; a minus for a step that succeeds. What waits for the time limit is there once. */
const table: readonly (readonly [name: Outage, kinds: string, newer: string, older: string])[] = [
  // name, kinds, v4.x, v4.13.1
  ['database stopped, no instance cache', 'secret org', 'outage', 'outage'],
  ['database stopped, instance cache on', 'secret key userinfo', 'outage', 'outage'],
  ['database stopped, instance cache on', 'org', 'server-error', 'server-error'],
  ['database read-only', 'key', 'server-error', 'rejected-assertion'],
  ['database read-only', 'userinfo org', '-', '-'],
  ['instance blocked', 'secret key assertion userinfo org', 'instance-blocked', 'instance-blocked'],
  ['quota used up', 'secret key assertion userinfo org', 'instance-blocked', 'instance-blocked'],
  ['no active web key', 'secret key assertion', 'no-web-key', 'no-web-key'],
  ['no active web key', 'userinfo org', '-', '-'],
  ['action, target out of reach', 'assertion', 'server-error', 'rejected-assertion'],
  ['action, target out of reach', 'org', '-', '-'],
  ['action, target answers 500', 'secret key assertion userinfo', 'failing-action', 'failing-action'],
  ['action, target forwards an error', 'secret key assertion userinfo', 'failing-action', 'failing-action'],
  ['action, target on the deny list', 'userinfo', 'server-error', 'failing-action'],
  ['action on requests to the API, target out of reach', 'secret userinfo', '-', '-'],
];
const rows = versions.flatMap((version) =>
  table.flatMap(([name, some, newer, older]) =>
    some
      .split(' ')
      .map((kind) => ({ version, name, kind: kind as keyof typeof kinds, topic: version === 'v4.x' ? newer : older })),
  ),
);

describe('until the time limit', () => {
  test.concurrent.each(rows)('$version, $name: $kind', async ({ version, name, kind, topic }) => {
    const { credential, inputs }: Kind = kinds[kind];
    const world = await startWorld({ version, outage: name });
    const step = await runInProcess({
      inputs: { ...world.inputsOf('ci-bot', credential), ...inputs, 'timeout-seconds': '6' },
    });

    const failure = topic === 'rejected-assertion' ? 'credential' : 'server';
    expect([step.outputs['failure'], topicOf(step)]).toEqual(topic === '-' ? [undefined, undefined] : [failure, topic]);
    expect(step.log.text).not.toMatch(ofDatabase);
    expect(step.log.text).not.toMatch(/create a new|generate a new|Correct 'domain'/i);
    expect(looks(world)).toBeLessThanOrEqual(1);
    // What cannot change by itself is final.
    const isFinal = ['instance-blocked', 'failing-action', 'no-web-key'].includes(topic);
    if (isFinal) expect([world.calls().length, step.log.text.includes('timeout-seconds')]).toEqual([1, false]);
  });
});

describe('that ends', () => {
  const ending = versions.flatMap((version) =>
    ([stopped, cached, readOnly] as const).flatMap((name) =>
      (['secret', 'key', 'userinfo', 'org'] as const)
        // Such a response is that of a rejected assertion before 4.14.
        .filter((kind) => version === 'v4.x' || name !== readOnly || kind !== 'key')
        .map((kind) => ({ version, name, kind })),
    ),
  );

  test.concurrent.each(ending)('$version, $name: $kind', async ({ version, name, kind }) => {
    const { credential, inputs: more }: Kind = kinds[kind];
    const world = await startWorld({ version });
    // The look at the readiness, and the assertion that shows the version, are among them.
    world.emulator.outage(name, { requests: { [stopped]: 2, [cached]: kind === 'key' ? 4 : 3, [readOnly]: 2 }[name] });
    const inputs = { ...world.inputsOf('ci-bot', credential), ...more };
    const step = await runInProcess({ inputs });

    expect([kind, step.outputs['failure']]).toEqual([kind, undefined]);
    expect(step.log.annotations).toEqual([]);
    expect(step.log.text).not.toMatch(ofDatabase);
  });

  test.concurrent.each(versions)(
    '%s: attempts after an outage are not among the three token requests',
    async (version) => {
      const world = await startWorld({ version });
      world.emulator.outage(stopped, { requests: 4 });
      const step = await runInProcess({ inputs: { ...world.inputsOf('ci-bot', 'key JSON') } });

      expect(step.failed).toBe(false);
      expect(world.calls()).toEqual(Array.from({ length: 5 }, () => 'POST /oauth/v2/token'));
      expect(step.log.text).toContain(
        `Attempt 1 at the token request failed: the instance's database does not respond (status ${version === 'v4.x' ? 500 : 404}). Trying again in `,
      );
    },
  );

  test.concurrent.each(['org', 'userinfo'])('before the check of %s of a JWT', async (verify) => {
    const world = await startWorld();
    world.emulator.outage(cached, { after: 1, requests: 4 });
    const step = await runInProcess({ inputs: { ...world.inputsOf('jwt-bot'), verify } });

    expect(step.failed).toBe(false);
    expect(looks(world)).toBe(1);
    expect(step.log.text).toContain(
      `was rejected, but the instance's database does not respond (status 412 at /debug/ready). Trying again in 1 s.`,
    );
  });
});

describe('when the job ends', () => {
  const revocations = versions.flatMap((version) => [stopped, cached, readOnly].map((name) => ({ version, name })));

  test.concurrent.each(revocations)('$version, $name', async ({ version, name }) => {
    const world = await startWorld({ version });
    const inputs = { ...world.inputsOf(), revoke: 'true', 'timeout-seconds': '10' };
    const main = await runInProcess({ inputs });
    const token = main.outputs['access_token'] ?? '';
    world.emulator.outage(name as Outage, { requests: 3 });
    const { log } = await revokeInProcess({ inputs }, main.state);

    expect(log.annotations).toEqual([]);
    expect(log.text).toContain('Revoked the access token');
    expect(log.text).not.toMatch(ofDatabase);
    expect(await world.judge(token)).toEqual({ userinfo: 401, organization: 401 });
  });

  test.concurrent.each([
    [stopped, `The revocation failed: the instance's database does not respond (status 500). `, 'Contact the operator'],
    [
      cached,
      `The revocation was rejected, but the instance's database does not respond (status 412 at `,
      'Contact the',
    ],
    [
      'instance blocked',
      'The revocation was rejected: status 429, "Your ZITADEL instance is blocked.".',
      'Check billing',
    ],
  ] as const)('%s until the end: the token stays valid', async (name, reason, fix) => {
    const world = await startWorld();
    const inputs = { ...world.inputsOf(), revoke: 'true', 'timeout-seconds': '5' };
    const main = await runInProcess({ inputs });
    world.emulator.outage(name);
    const { log } = await revokeInProcess({ inputs }, main.state);

    expect(log.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(log.text).toContain(reason);
    expect(log.text).toContain(`Fix: ${fix}`);
    expect(log.text).not.toMatch(ofDatabase);
  });
});

test.concurrent.each(['v4.x', 'v4.13.1'] as const)('%s: nothing is looked at when all is well', async (version) => {
  const world = await startWorld({ version });
  await runInProcess({ inputs: { ...world.inputsOf('ci-bot', 'key JSON'), verify: 'org' } });

  expect(world.calls()).toEqual(['POST /oauth/v2/token', 'GET /management/v1/orgs/me']);
});

test.concurrent('a look that fails changes nothing', async () => {
  const world = await startWorld();
  world.emulator.fault({ kind: 'answer', status: 503, on: '/debug/ready' });
  const step = await runInProcess({ inputs: { ...world.inputsOf(), 'client-id': 'nobody' } });

  expect(step.outputs).toEqual({ failure: 'credential' });
  expect(world.calls()).toEqual(['POST /oauth/v2/token', 'GET /debug/ready']);
  expect(world.emulator.requests[1]?.headers).not.toHaveProperty('authorization');
});

function topicOf({ log }: InProcessResult): string | undefined {
  return /#([\w-]+)$/m.exec(log.annotations.find(({ level }) => level === 'error')?.message ?? '')?.[1];
}

function looks(world: World): number {
  return world.calls().filter((call) => call === 'GET /debug/ready').length;
}
