import { addKey, newApplicationKeyFile } from '../../emulators/zitadel/keys.ts';
import { removeUser } from '../../emulators/zitadel/users.ts';
import type { Emulator } from '../../emulators/zitadel/emulator.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { createAuthority } from './authority.ts';
import { startFront } from './front.ts';
import { startInstance } from './instance.ts';
import { p256, rsa } from './keys.ts';
import { signJwt } from './sign-jwt.ts';

/** An instance that will refuse an assertion, and the inputs of the step that sends it. */
export interface RefusingWorld {
  readonly emulator: Emulator;
  readonly inputs: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

interface World {
  readonly emulator: Emulator;
  readonly keyJson: string;
  readonly userId: string;
  readonly keyId: string;
}

type Arrange = (world: World) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

const minute = 60_000;

/** Why an assertion is refused, by the names that a table uses; each prepares the instance and gives the inputs. */
const arrangements: Readonly<Record<string, Arrange>> = {
  'the key': ({ keyJson }) => ({ 'service-account-key': keyJson }),
  'an assertion': ({ emulator, keyJson, userId, keyId }) => ({
    assertion: signJwt(JSON.parse(keyJson).key, { kid: keyId }, { iss: userId, sub: userId, aud: emulator.origin }),
  }),
  'a deleted key': ({ emulator, keyJson, keyId }) => {
    emulator.state.keys.delete(keyId);
    return { 'service-account-key': keyJson };
  },
  'a removed account': ({ emulator, keyJson, userId }) => {
    const user = emulator.state.users.get(userId);
    if (user !== undefined) removeUser(emulator.state, user);
    return { 'service-account-key': keyJson };
  },
  'an unknown user': ({ keyJson }) => ({
    'service-account-key': JSON.stringify({ ...JSON.parse(keyJson), userId: '399999999999999999' }),
  }),
  "an application's key": ({ emulator, userId }) => {
    const application = {
      id: '1',
      projectId: '2',
      name: 'api',
      clientId: '3',
      kind: 'API',
      authMethod: 'private key JWT',
    } as const;
    const file = newApplicationKeyFile(emulator.state, application);
    return { 'private-key': file['key'] ?? '', 'key-id': file['keyId'] ?? '', 'user-id': userId };
  },
  'the private half of another pair': ({ keyId, userId }) => ({
    'private-key': rsa.pkcs8,
    'key-id': keyId,
    'user-id': userId,
  }),
  'a P-256 pair': (world) => ownPair(world, p256.publicKey, p256.pkcs8),
  'a pair that has expired': (world) => ownPair(world, rsa.publicKey, rsa.pkcs8, Date.now() - minute),
  "a key that has expired by the server's clock": ({ emulator, keyJson, keyId }) => {
    const expirationDate = new Date(Date.now() + 5 * minute).toISOString();
    const key = emulator.state.keys.get(keyId);
    if (key !== undefined) key.expirationDate = expirationDate;
    return { 'service-account-key': JSON.stringify({ ...JSON.parse(keyJson), expirationDate }) };
  },
  'an instance that calls itself https': ({ keyJson }) => ({
    'service-account-key': keyJson,
    headers: 'x-forwarded-proto: https',
  }),
  'an instance of another name': ({ keyJson }) => ({
    'service-account-key': keyJson,
    headers: 'x-zitadel-instance-host: id.example.com',
  }),
};

function ownPair(
  { emulator, userId }: World,
  publicKey: (typeof rsa)['publicKey'],
  pem: string,
  expires?: number,
): Readonly<Record<string, string>> {
  const user = emulator.state.users.get(userId);
  if (user === undefined) throw new Error('The account is gone.');
  const expirationDate = expires === undefined ? undefined : new Date(expires).toISOString();
  const { key } = addKey(emulator.state, { user, publicKey, expirationDate });
  return { 'private-key': pem, 'key-id': key.id, 'user-id': userId };
}

/** @param clockOffsetSeconds how far the server is ahead */
export async function arrange(name: string, version: Version, clockOffsetSeconds: number): Promise<RefusingWorld> {
  const instance = await startInstance({ version, clockOffsetSeconds, instanceHosts: ['id.example.com'] });
  const { emulator, keyJson } = instance;
  const { userId, keyId } = JSON.parse(keyJson);
  if (name === 'the secret') return { emulator, inputs: instance.inputs, close: emulator.close };
  if (name === 'a proxy that ends TLS and does not tell') return await behindProxy(emulator, keyJson);
  const inputs = await arrangements[name]?.({ emulator, keyJson, userId, keyId });
  if (inputs === undefined) throw new Error(`Nothing is called "${name}".`);
  return { emulator, inputs: { domain: emulator.origin, ...inputs }, close: emulator.close };
}

async function behindProxy(emulator: Emulator, keyJson: string): Promise<RefusingWorld> {
  const authority = await createAuthority('CA');
  const front = await startFront({ to: emulator.port, pair: await authority.issue() });
  return {
    emulator,
    inputs: { domain: front.origin, 'service-account-key': keyJson, 'ca-certificate': authority.pem },
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}
