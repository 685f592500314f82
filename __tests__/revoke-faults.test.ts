import { expect, test } from '@jest/globals';
import type { FaultKind } from '../emulators/zitadel/faults.ts';
import { expectNotRevoked } from './support/expect-not-revoked.ts';
import { revokeInProcess, runInProcess } from './support/in-process.ts';
import { revokingInputs, type RevocationName } from './support/revocations.ts';
import { startWorld, type World } from './support/world.ts';

/** An event between the token and its revocation: a fault of the server, or a change. */
type Event = FaultKind | ((world: World) => void | Promise<void>);

const answer = (status: number, body: string): FaultKind => ({ kind: 'answer', status, body });
const refused = '{"error":"invalid_client","error_description":"token was not issued for this client"}';
const redirect: FaultKind = { kind: 'answer', status: 307, headers: { location: 'https://evil.example.com/' } };
const replaceSecrets = ({ emulator }: World): void => {
  for (const user of emulator.state.users.values()) user.clientSecret = 'another-secret';
};

/** The last column is the number of requests that reach the server. */
test.concurrent.each<[string, RevocationName, Event, string, number | 'several']>([
  ['the secret was replaced', 'client secret', replaceSecrets, 'Errors.User.Machine.Secret.Invalid"', 1],
  [
    'the application was removed',
    'key JSON',
    ({ emulator }) => emulator.state.applications.clear(),
    'status 400, "invalid_client: no active client not found"',
    1,
  ],
  [
    'the server rejects it',
    'client secret',
    answer(401, refused),
    'status 401, "invalid_client: token was not issued',
    1,
  ],
  ['a page', 'client secret', answer(403, '<html><title>Blocked</title>'), '403, an HTML page titled "Blocked"', 1],
  ['a login page', 'client secret', answer(200, '<html><title>Log in</title>'), '200, an HTML page titled "Log in"', 1],
  ['JSON', 'client secret', answer(200, '{}'), 'The revocation was rejected: status 200', 1],
  ['a redirect', 'client secret', redirect, '(status 307) to https://evil.example.com. Nothing was sent there.', 1],
  ['the server is down', 'client secret', answer(503, ''), 'status 503', 'several'],
  ['the connection breaks', 'client secret', { kind: 'reset' }, 'the connection was closed', 'several'],
  ['nothing responds', 'client secret', { kind: 'stall' }, 'no response within', 1],
  ['nothing listens', 'client secret', async ({ emulator }) => await emulator.close(), 'no server listens on', 0],
])('%s at the end of a job: a warning with the cause', async (_, name, event, says, requests) => {
  const world = await startWorld();
  const inputs = { ...revokingInputs(world, name), 'timeout-seconds': '3' };
  const main = await runInProcess({ inputs });
  if (typeof event === 'function') await event(world);
  else world.emulator.fault({ ...event, on: '/oauth/v2/revoke', times: 99 });

  const post = await revokeInProcess({ inputs }, main.state);
  if (requests !== 0) await world.emulator.close();

  expect(post.outputs).toEqual({});
  expect(main.outputs['access_token']).toBeDefined();
  expect(post.log.text).not.toContain(main.outputs['access_token']);
  expect(post.milliseconds).toBeLessThan(12_000);
  expectNotRevoked(post, says);
  const sent = world.emulator.requests.filter(({ path }) => path === '/oauth/v2/revoke').length;
  if (requests === 'several') expect(sent).toBeGreaterThan(1);
  else expect(sent).toBe(requests);
});

test('a failed attempt is repeated', async () => {
  const world = await startWorld();
  const inputs = revokingInputs(world, 'client secret');
  const main = await runInProcess({ inputs });
  world.emulator.fault({ kind: 'reset', on: '/oauth/v2/revoke' });
  const post = await revokeInProcess({ inputs }, main.state);
  expect(await world.judge(main.outputs['access_token'] ?? '')).toEqual({ userinfo: 401, organization: 401 });
  await world.emulator.close();
  expect(post.log.text.split('\n').at(-1)).toContain(`Revoked the access token at ${world.emulator.origin} (`);
  expect(post.log.annotations).toEqual([]);
});
