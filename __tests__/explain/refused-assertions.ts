import { addKey, newApplicationKeyFile } from '../../emulators/zitadel/keys.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { removeUser } from '../../emulators/zitadel/users.ts';
import { createAuthority } from '../support/authority.ts';
import { credentials, ownPair, type Holder, type Inputs } from '../support/credentials.ts';
import { startFront } from '../support/front.ts';
import { p256, rsa } from '../support/keys.ts';
import { signJwt } from '../support/sign-jwt.ts';
import { startWorld, type World } from '../support/world.ts';

/** An instance that rejects an assertion, and the inputs of the step that sends it. */
export interface RejectingWorld {
  readonly world: World;
  readonly inputs: Inputs;
}

type Arrange = (world: World, holder: Holder) => Inputs;

const minute = 60_000;

/** Why an assertion is rejected, by the names that a table uses; each prepares the instance and returns the inputs. */
const arrangements: Readonly<Record<string, Arrange>> = {
  'the key': (_, holder) => credentials['key JSON'].inputs(holder),
  'the secret': (_, holder) => credentials['client secret'].inputs(holder),
  'an assertion': (_, { assertion }) => ({ assertion }),
  'a deleted key': ({ emulator }, holder) => {
    emulator.state.keys.delete(holder.keyId);
    return credentials['key JSON'].inputs(holder);
  },
  'an assertion by a deleted key': ({ emulator }, { ownKeyId, assertion }) => {
    emulator.state.keys.delete(ownKeyId);
    return { assertion };
  },
  'an assertion for later, which expires before that': ({ emulator }, { userId, ownKeyId }) => {
    const claims = { iss: userId, sub: userId, aud: emulator.origin, iat: seconds() + 900, exp: seconds() + 300 };
    return { assertion: signJwt(rsa.pkcs8, { kid: ownKeyId }, claims) };
  },
  'an assertion that names nobody and no key': ({ emulator }) => ({
    assertion: signJwt(rsa.pkcs8, { kid: 1 }, { aud: emulator.origin }),
  }),
  'a removed account': ({ emulator }, holder) => {
    const user = emulator.state.users.get(holder.userId);
    if (user !== undefined) removeUser(emulator.state, user);
    return credentials['key JSON'].inputs(holder);
  },
  'an unknown user': (_, { keyJson }) => ({
    'service-account-key': JSON.stringify({ ...JSON.parse(keyJson), userId: '399999999999999999' }),
  }),
  "an application's key": ({ emulator, application }, { userId }) => {
    const { key = '', keyId: ownKeyId = '' } = newApplicationKeyFile(emulator.state, application);
    return ownPair({ ownKeyId, userId }, key);
  },
  'the private half of another pair': (_, { keyId: ownKeyId, userId }) => ownPair({ ownKeyId, userId }, rsa.pkcs8),
  'a P-256 pair': (world, holder) => uploaded(world, holder, p256),
  'a pair that has expired': (world, holder) => uploaded(world, holder, rsa, Date.now() - minute),
  "a key that has expired by the server's clock": ({ emulator }, { keyId, keyJson }) => {
    const expirationDate = new Date(Date.now() + 5 * minute).toISOString();
    const key = emulator.state.keys.get(keyId);
    if (key !== undefined) key.expirationDate = expirationDate;
    return { 'service-account-key': JSON.stringify({ ...JSON.parse(keyJson), expirationDate }) };
  },
  'an instance that calls itself https': (_, { keyJson }) => ({
    'service-account-key': keyJson,
    headers: 'x-forwarded-proto: https',
  }),
  'an instance of another name': (_, { keyJson }) => ({
    'service-account-key': keyJson,
    headers: 'x-zitadel-instance-host: id.example.com',
  }),
};

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function uploaded({ emulator }: World, { userId }: Holder, pair: typeof rsa, expires?: number): Inputs {
  const user = emulator.state.users.get(userId);
  if (user === undefined) throw new Error('The account is gone.');
  const expirationDate = expires === undefined ? undefined : new Date(expires).toISOString();
  const { key } = addKey(emulator.state, { user, publicKey: pair.publicKey, expirationDate });
  return ownPair({ ownKeyId: key.id, userId }, pair.pkcs8);
}

/** @param clockOffsetSeconds how far the server is ahead */
export async function arrange(name: string, version: Version, clockOffsetSeconds: number): Promise<RejectingWorld> {
  const world = await startWorld({ version, clockOffsetSeconds, instanceHosts: ['id.example.com'] });
  const { emulator } = world;
  const holder = world.account('ci-bot');
  if (name === 'a proxy that terminates TLS without a header') return await behindProxy(world, holder);
  const inputs = arrangements[name]?.(world, holder);
  if (inputs === undefined) throw new Error(`Nothing is called "${name}".`);
  return { world, inputs: { domain: emulator.origin, ...inputs } };
}

async function behindProxy(world: World, holder: Holder): Promise<RejectingWorld> {
  const authority = await createAuthority('CA');
  const front = await startFront({ to: world.emulator.port, pair: await authority.issue() });
  return {
    world,
    inputs: { domain: front.origin, ...credentials['key JSON'].inputs(holder), 'ca-certificate': authority.pem },
  };
}
