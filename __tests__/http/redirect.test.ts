import { beforeAll, describe, expect, test } from '@jest/globals';
import { runInProcess } from '../support/in-process.ts';
import { startTcpServer, type TcpServer } from '../support/tcp-server.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let elsewhere: TcpServer;
beforeAll(async () => {
  [world, elsewhere] = await Promise.all([startWorld(), startTcpServer()]);
});

const places = [
  { path: '/oauth/v2/token', inputs: {}, what: 'The token request' },
  { path: '/management/v1/orgs/me', inputs: { verify: 'org' }, what: 'The check of the organization' },
  { path: '/oidc/v1/userinfo', inputs: { verify: 'userinfo' }, what: 'The check of userinfo' },
];

/** The message of a step of which one request is always redirected. */
async function redirect(
  { path, inputs }: (typeof places)[number],
  status: number,
  location: string | undefined,
): Promise<string> {
  world.emulator.reset();
  const headers: Record<string, string> = location === undefined ? {} : { location };
  world.emulator.fault({ kind: 'answer', status, headers, on: path, times: Number.POSITIVE_INFINITY });
  const given = { ...world.inputsOf(), ...inputs, headers: 'x-gateway-key: sesame-open-sesame' };
  const { outputs, log } = await runInProcess({ inputs: given });
  expect(outputs).toEqual({ failure: 'server' });
  expect(log.annotations).toHaveLength(1);
  expect(elsewhere.connections()).toBe(0);
  expect(world.emulator.requests.filter((request) => request.path === path)).toHaveLength(1);
  expect(world.emulator.requests.at(-1)?.path).toBe(path);
  return log.annotations[0]?.message ?? '';
}

describe.each(places)('$path', (where) => {
  test.each([301, 302, 303, 307, 308])('%i to another origin: nothing is sent there', async (status) => {
    const target = `http://127.0.0.1:${elsewhere.port}`;
    expect(await redirect(where, status, `${target}/login/path?state=from-the-server#part`)).toBe(
      [
        `${where.what} was redirected (status ${status}) to ${target}. Nothing was sent there.`,
        `Instance: ${world.emulator.origin}; credential: client secret of "ci-bot".`,
        `Fix: If ${target} is your instance, set 'domain' to it. Otherwise: Check that ${world.emulator.origin} is the instance, and that nothing in front of it (a proxy, a firewall, a login page) responds instead.`,
        'Help: docs/troubleshooting.md#redirect',
      ].join('\n'),
    );
  });

  test.each([
    ['another path of the same origin', '/ui/login', (origin: string) => ` to ${origin}.`],
    ['no address', undefined, () => ' to an invalid address.'],
    ['an invalid address', 'http://[', () => ' to an invalid address.'],
    ['an address without a host', 'mailto:ops@example.com', () => ' to an invalid address.'],
    ['a script', 'javascript:alert(1)', () => ' to an invalid address.'],
    ['a host that is masked', 'https://sesame-open-sesame.example.com/', () => ' to https://***.example.com.'],
  ])('to %s', async (what, location, says) => {
    const message = await redirect(where, 302, location);
    expect(message).toContain(says(world.emulator.origin));
    if (what === 'a host that is masked') expect(message).not.toContain('sesame');
    else
      expect(message).toContain(
        'and that nothing in front of it (a proxy, a firewall, a login page) responds instead.',
      );
  });
});
