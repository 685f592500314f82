import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { startTcpServer, type TcpServer } from '../support/tcp-server.ts';

let instance: Instance;
let elsewhere: TcpServer;

beforeAll(async () => {
  [instance, elsewhere] = await Promise.all([startInstance(), startTcpServer()]);
});
afterAll(async () => {
  await Promise.all([instance.emulator.close(), elsewhere.close()]);
});

const places = [
  { place: '/oauth/v2/token', inputs: {}, what: 'The token request' },
  { place: '/management/v1/orgs/me', inputs: { verify: 'org' }, what: 'The check of the organization' },
  { place: '/oidc/v1/userinfo', inputs: { verify: 'userinfo' }, what: 'The check of userinfo' },
];

async function runRedirected(
  { place, inputs }: (typeof places)[number],
  status: number,
  location: string | undefined,
): Promise<StepResult> {
  instance.emulator.reset();
  const headers: Record<string, string> = location === undefined ? {} : { location };
  instance.emulator.fault({ kind: 'answer', status, headers, on: place, times: Number.POSITIVE_INFINITY });
  return await runMain({ inputs: { ...instance.inputs, ...inputs, headers: 'x-gateway-key: sesame-open-sesame' } });
}

function messageOf({ exitCode, outputs, stderr, log }: StepResult): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure: 'server' } });
  expect(log.annotations).toHaveLength(1);
  return log.annotations[0]?.message ?? '';
}

describe.each(places)('$place', (where) => {
  test.each([301, 302, 303, 307, 308])('%i to another origin: nothing at all goes there', async (status) => {
    const target = `http://127.0.0.1:${elsewhere.port}`;
    const step = await runRedirected(where, status, `${target}/login/path?state=from-the-server#part`);

    expect(messageOf(step)).toBe(
      [
        `${where.what} was answered by a redirect (status ${status}) to ${target}; it was not followed, and nothing was sent there.`,
        `Asked: ${instance.emulator.origin}, client secret of "ci-bot".`,
        `Fix: If ${target} is your instance, set 'domain' to it. Otherwise check what stands in front of ${instance.emulator.origin}: a login page, a proxy.`,
      ].join('\n'),
    );
    expect(elsewhere.connections()).toBe(0);
    expect(instance.emulator.requests.filter(({ path }) => path === where.place)).toHaveLength(1);
    expect(instance.emulator.requests.at(-1)?.path).toBe(where.place);
  });

  test.each([
    ['another path of the same origin', '/ui/login', (origin: string) => ` to ${origin};`],
    ['nowhere', undefined, () => ' to nowhere;'],
    ['what is no address', 'http://[', () => ' to nowhere;'],
  ])('to %s', async (_, location, says) => {
    const message = messageOf(await runRedirected(where, 302, location));
    expect(message).toContain(says(instance.emulator.origin));
    expect(message).toContain('Fix: Check what stands in front of the instance: a login page or a proxy');
    expect(instance.emulator.requests.filter(({ path }) => path === where.place)).toHaveLength(1);
  });
});

test.each(['mailto:ops@example.com', 'javascript:alert(1)'])('%s is no place to go to', async (location) => {
  const message = messageOf(await runRedirected(places[0]!, 302, location));
  expect(message).toContain(' to nowhere;');
});
