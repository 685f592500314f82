import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../../src/http/connection.ts';
import type { GrantParameters } from '../../src/credentials/credential.ts';
import type { Log } from '../../src/types/log.ts';
import { createOwnToken } from '../../src/zitadel/own-token.ts';
import { checksOf, type Check } from '../check.ts';
import { instanceOf } from '../instance.ts';
import type { World } from '../provision/world.ts';
import { send, statusesOf } from '../server/send.ts';
import { bySecret, tokenIn } from '../server/token.ts';
import { postSucceeds, fails, stepOf, succeeds, tokenOf } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

type Inputs = Readonly<Record<string, string>>;

const valid = { userinfo: 200, organization: 200 };
const invalid = { userinfo: 401, organization: 401 };
const tenMinutes = { 'token-lifetime-minutes': '10' };

/** Tokens that expire with the job. */
export const lifetimeChecks: readonly Check[] = [
  ...checksOf('token-lifetime-minutes', {
    'client secret': (world) => usableUntilDeleted(world, secretOf(world.accounts.reader)),
    'client secret, login name with a suffix': (world) => usableUntilDeleted(world, secretOf(world.accounts.suffixed)),
    'account whose tokens are JWTs': (world) => usableUntilDeleted(world, secretOf(world.accounts.jwt)),
    key: (world) => usableUntilDeleted(world, { 'service-account-key': world.keys.endless.json }),
    'own key': (world) => usableUntilDeleted(world, pairOf(world.keys.rsa)),
    'key, the 12-hour token revoked by a public application': (world) =>
      usableUntilDeleted(world, {
        'service-account-key': world.keys.endless.json,
        'revocation-client-id': world.publicApplication,
      }),
    'deleted immediately after a failed verification': async (world) => {
      const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': world.organizations.foreign.id };
      const step = stepOf(world, { ...inputs, ...tenMinutes });
      const main = await fails(step, { failure: 'verification', contains: ['AUTHZ-cdgFk'] });
      assert.match(main.log.text, /The step failed, so the access token was deleted\./);
      await assertNotListed(world, main.state['token_id']);
      assert.equal((await postSucceeds(step, main)).stdout, '');
    },
  }),
  {
    name: 'token-lifetime-minutes: rejected from its expiration on',
    impossible: () =>
      instanceOf(process.env) === undefined ? 'takes seconds, so it runs only with a real instance' : undefined,
    run: rejectedWhenExpired,
  },
];

async function usableUntilDeleted(world: World, inputs: Inputs): Promise<void> {
  const step = stepOf(world, { ...inputs, ...tenMinutes, verify: 'org' });
  const main = await succeeds(step);
  const token = tokenOf(main);
  assert.deepEqual(await statusesOf(world.instance, token), valid);
  assert.equal(main.outputs['expires_in'], '600');
  assert.equal((await entriesOf(world, main.state['token_id'])).length, 1);
  const { log } = await postSucceeds(step, main);
  assert.equal(log.text, `Deleted the access token at ${world.instance.origin}.`);
  assert.deepEqual(await statusesOf(world.instance, token), invalid);
  await assertNotListed(world, main.state['token_id']);
}

const nothing = (): void => {};
const unchanged = (text: string): string => text;
/** A log that prints nothing. */
const log: Log = {
  mask: nothing,
  hide: nothing,
  info: nothing,
  warning: nothing,
  error: nothing,
  clean: unchanged,
  field: () => undefined,
};

const parameters = (): GrantParameters => ({ form: {}, headers: {}, secrets: [] });

/** A lifetime of three seconds, which no input allows, so the check calls the function. */
async function rejectedWhenExpired({ instance, accounts: { reader } }: World): Promise<void> {
  const { origin } = instance;
  const connection = connect({ origin, headers: {}, timeoutMs: 30_000 }, log);
  const credential = { label: '', type: 'client_credentials', parameters, userId: reader.userId } as const;
  const session = { issuer: origin, origin, credential, scopes: [], connection, log, now: Date.now };
  const issued = { value: tokenIn(await bySecret(instance, reader)) };
  const { value, expiresAt = 0 } = await createOwnToken({ issued }, { lifetimeMs: 3_000, save: nothing }, session);
  assert.deepEqual(await statusesOf(instance, value), valid);
  await pause(Math.max(0, expiresAt + 250 - Date.now()));
  assert.deepEqual(await statusesOf(instance, value), invalid);
}

async function assertNotListed(world: World, tokenId: string | undefined): Promise<void> {
  assert.deepEqual(await entriesOf(world, tokenId), []);
}

async function entriesOf({ instance }: World, tokenId = ''): Promise<unknown[]> {
  assert.notEqual(tokenId, '');
  const json = { filters: [{ tokenIdFilter: { id: tokenId } }] };
  const { status, text } = await send(instance, '/v2/users/pats/search', { json, token: instance.adminToken });
  assert.equal(status, 200, text);
  return (JSON.parse(text) as { result?: unknown[] }).result ?? [];
}
