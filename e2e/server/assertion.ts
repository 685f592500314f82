import { SignJWT } from 'jose';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Instance } from '../instance.ts';

/** A private key, with its ID and its user ID in ZITADEL. */
export interface Signer {
  readonly userId: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** The signer in a key file of ZITADEL. */
export function signerOf(keyJson: string): Signer {
  const { userId, keyId, key } = JSON.parse(keyJson) as { userId: string; keyId: string; key: string };
  return { userId, keyId, privateKey: createPrivateKey(key) };
}

/** An assertion (RFC 7523 §3) that is not created by the action. */
export async function signAssertion(
  { origin }: Pick<Instance, 'origin'>,
  { userId, keyId, privateKey }: Signer,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT({ iss: userId, sub: userId, aud: origin, iat: now - 60, exp: now + 300 })
    .setProtectedHeader({ alg: privateKey.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256', kid: keyId })
    .sign(privateKey);
}
