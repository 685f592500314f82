import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Account, KeyFile, OwnKey, PersonalAccessToken } from './world.ts';
import type { Provisioning } from './provisioning.ts';

/** ZITADEL's expiration date for "never". */
const never = new Date('9999-12-31T23:59:59Z');

/** A key that ZITADEL creates. */
export async function createKeyFile({ admin }: Provisioning, { userId }: Account, expires = never): Promise<KeyFile> {
  const body = { expirationDate: expires.toISOString() };
  const call = `POST /v2/users/${userId}/keys`;
  const { keyId, keyContent } = await admin<{ keyId: string; keyContent: string }>(call, { body });
  return { keyId, json: Buffer.from(keyContent, 'base64').toString(), expires };
}

/** A key of the suite, whose public key is uploaded. */
export async function uploadKey(
  { admin }: Provisioning,
  { userId }: Account,
  privateKey: KeyObject,
  expires = never,
): Promise<OwnKey> {
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  const body = { expirationDate: expires.toISOString(), publicKey: Buffer.from(pem).toString('base64') };
  const { keyId } = await admin<{ keyId: string }>(`POST /v2/users/${userId}/keys`, { body });
  return { userId, keyId, privateKey, expires };
}

export async function deleteKey({ admin }: Provisioning, key: { userId: string; keyId: string }): Promise<void> {
  await admin(`DELETE /v2/users/${key.userId}/keys/${key.keyId}`);
}

export async function createPersonalAccessToken(
  { admin }: Provisioning,
  { userId }: Account,
  expires: Date,
): Promise<PersonalAccessToken> {
  const body = { expirationDate: expires.toISOString() };
  const call = `POST /v2/users/${userId}/pats`;
  const { tokenId, token } = await admin<{ tokenId: string; token: string }>(call, { body });
  return { id: tokenId, token, expires };
}

export async function deletePersonalAccessToken(
  { admin }: Provisioning,
  { userId }: Account,
  tokenId: string,
): Promise<void> {
  await admin(`DELETE /v2/users/${userId}/pats/${tokenId}`);
}
