import { generateKeyPairSync } from 'node:crypto';
import { eventually } from '../eventually.ts';
import type { Instance } from '../instance.ts';
import { signerOf, type Signer } from '../server/assertion.ts';
import { byKey } from '../server/token.ts';
import { disableAccount, createAccount } from './accounts.ts';
import { createApplicationKey } from './applications.ts';
import { deleteKey, deletePersonalAccessToken, createKeyFile, createPersonalAccessToken, uploadKey } from './keys.ts';
import type { Provisioning } from './provisioning.ts';
import type { Account, Organization, World } from './world.ts';

const dayMs = 86_400_000;

/** A date in whole seconds, as in the outputs. */
function inDays(days: number): Date {
  return new Date(Math.floor((Date.now() + days * dayMs) / 1000) * 1000);
}

export async function provisionKeys(
  instance: Instance,
  provisioning: Provisioning,
  { main, reader, projectId }: { main: Organization; reader: Account; projectId: string },
): Promise<World['keys']> {
  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: p256 } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const removed = await createAccount(provisioning, main, { name: 'removed' });
  const keys = {
    endless: await createKeyFile(provisioning, reader),
    dated: await createKeyFile(provisioning, reader, inDays(10)),
    deleted: await createKeyFile(provisioning, reader),
    expired: await uploadKey(provisioning, reader, rsa, new Date(Date.now() + 4000)),
    orphaned: await uploadKey(provisioning, removed, rsa),
    p256: await uploadKey(provisioning, reader, p256),
    rsa: await uploadKey(provisioning, reader, rsa, inDays(10)),
    application: await createApplicationKey(provisioning, main, projectId),
  };
  // The keys must be accepted before they are removed. Otherwise the server could reject a key that it does not know yet.
  const isAccepted = async (signer: Signer): Promise<boolean> => (await byKey(instance, signer)).status === 200;
  await eventually('a key to be deleted is accepted', () => isAccepted(signerOf(keys.deleted.json)));
  await eventually('the key of an account to be removed is accepted', () => isAccepted(keys.orphaned));
  await deleteKey(provisioning, { ...reader, keyId: keys.deleted.keyId });
  await disableAccount(provisioning, main, removed, 'remove');
  return keys;
}

export async function provisionPersonalAccessTokens(
  provisioning: Provisioning,
  { reader, roleless, jwt }: Record<'reader' | 'roleless' | 'jwt', Account>,
): Promise<World['personalAccessTokens']> {
  const deleted = await createPersonalAccessToken(provisioning, jwt, inDays(20));
  await deletePersonalAccessToken(provisioning, jwt, deleted.id);
  const earlier = await createPersonalAccessToken(provisioning, roleless, inDays(5));
  const later = await createPersonalAccessToken(provisioning, roleless, inDays(40));
  const single = await createPersonalAccessToken(provisioning, reader, inDays(20));
  const listed = [single.id, earlier.id, later.id];
  return { single, oneOfTwo: { ...later, expires: earlier.expires }, deleted, listed };
}
