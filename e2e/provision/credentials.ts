import { generateKeyPairSync } from 'node:crypto';
import { eventually } from '../eventually.ts';
import type { Instance } from '../instance.ts';
import { signerOf, type Signer } from '../server/assertion.ts';
import { byKey } from '../server/token.ts';
import { endAccount, makeAccount } from './accounts.ts';
import { makeApplicationKey } from './applications.ts';
import { deleteKey, deletePersonalAccessToken, makeKeyFile, makePersonalAccessToken, uploadKey } from './keys.ts';
import type { Workshop } from './workshop.ts';
import type { Account, Organization, World } from './world.ts';

const dayMs = 86_400_000;

/** To the second, as outputs give it. */
function inDays(days: number): Date {
  return new Date(Math.floor((Date.now() + days * dayMs) / 1000) * 1000);
}

export async function provisionKeys(
  instance: Instance,
  workshop: Workshop,
  { main, reader, projectId }: { main: Organization; reader: Account; projectId: string },
): Promise<World['keys']> {
  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: p256 } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const removed = await makeAccount(workshop, main, { name: 'removed' });
  const keys = {
    endless: await makeKeyFile(workshop, reader),
    dated: await makeKeyFile(workshop, reader, inDays(10)),
    deleted: await makeKeyFile(workshop, reader),
    expired: await uploadKey(workshop, reader, rsa, new Date(Date.now() + 4000)),
    orphaned: await uploadKey(workshop, removed, rsa),
    p256: await uploadKey(workshop, reader, p256),
    rsa: await uploadKey(workshop, reader, rsa, inDays(10)),
    application: await makeApplicationKey(workshop, main, projectId),
  };
  // Known first, and then gone: a key that is refused because it is not known yet would prove nothing.
  const isAccepted = async (signer: Signer): Promise<boolean> => (await byKey(instance, signer)).status === 200;
  await eventually('a key to be deleted is accepted', () => isAccepted(signerOf(keys.deleted.json)));
  await eventually('the key of an account to be removed is accepted', () => isAccepted(keys.orphaned));
  await deleteKey(workshop, { ...reader, keyId: keys.deleted.keyId });
  await endAccount(workshop, main, removed, 'remove');
  return keys;
}

export async function provisionPersonalAccessTokens(
  workshop: Workshop,
  { reader, roleless, jwt }: Record<'reader' | 'roleless' | 'jwt', Account>,
): Promise<World['personalAccessTokens']> {
  const deleted = await makePersonalAccessToken(workshop, jwt, inDays(20));
  await deletePersonalAccessToken(workshop, jwt, deleted.id);
  const earlier = await makePersonalAccessToken(workshop, roleless, inDays(5));
  const later = await makePersonalAccessToken(workshop, roleless, inDays(40));
  return {
    single: await makePersonalAccessToken(workshop, reader, inDays(20)),
    oneOfTwo: { ...later, expires: earlier.expires },
    deleted,
  };
}
