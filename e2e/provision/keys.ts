import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Account, KeyFile, Organization, OwnKey, PersonalAccessToken } from './world.ts';
import type { Workshop } from './workshop.ts';

/** Stands for "never" among ZITADEL's expiry dates. */
const never = new Date('9999-12-31T23:59:59Z');

/** A key that ZITADEL makes. */
export async function makeKeyFile(
  { admin }: Workshop,
  { id }: Organization,
  { userId }: Account,
  expires = never,
): Promise<KeyFile> {
  const body = { type: 'KEY_TYPE_JSON', expirationDate: expires.toISOString() };
  const call = `POST /management/v1/users/${userId}/keys`;
  const { keyId, keyDetails } = await admin<{ keyId: string; keyDetails: string }>(call, { orgId: id, body });
  return { keyId, json: Buffer.from(keyDetails, 'base64').toString(), expires };
}

/** A key made here, whose public half is uploaded. */
export async function uploadKey(
  { admin }: Workshop,
  { id }: Organization,
  { userId }: Account,
  privateKey: KeyObject,
  expires = never,
): Promise<OwnKey> {
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  const body = {
    type: 'KEY_TYPE_JSON',
    expirationDate: expires.toISOString(),
    publicKey: Buffer.from(pem).toString('base64'),
  };
  const call = `POST /management/v1/users/${userId}/keys`;
  const { keyId } = await admin<{ keyId: string }>(call, { orgId: id, body });
  return { userId, keyId, privateKey, expires };
}

export async function deleteKey(
  { admin }: Workshop,
  { id }: Organization,
  key: { userId: string; keyId: string },
): Promise<void> {
  await admin(`DELETE /management/v1/users/${key.userId}/keys/${key.keyId}`, { orgId: id });
}

export async function makePersonalAccessToken(
  { admin }: Workshop,
  { id }: Organization,
  { userId }: Account,
  expires: Date,
): Promise<PersonalAccessToken> {
  const body = { expirationDate: expires.toISOString() };
  const call = `POST /management/v1/users/${userId}/pats`;
  const { tokenId, token } = await admin<{ tokenId: string; token: string }>(call, { orgId: id, body });
  return { id: tokenId, token, expires };
}

export async function deletePersonalAccessToken(
  { admin }: Workshop,
  { id }: Organization,
  { userId }: Account,
  tokenId: string,
): Promise<void> {
  await admin(`DELETE /management/v1/users/${userId}/pats/${tokenId}`, { orgId: id });
}
