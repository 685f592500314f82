import type { KeyObject } from 'node:crypto';
import { configError } from '../../util/errors.ts';
import { parsePem } from './private-key.ts';

/** A service account's private key, and what an assertion signed by it contains. */
export interface SigningKey {
  readonly id: string;
  readonly userId: string;
  readonly algorithm: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  /** Milliseconds since 1970; absent if it is not known, `Infinity` if the key never expires. */
  readonly expiresAt?: number | undefined;
  /** Why another key would be better. */
  readonly warning?: string | undefined;
}

/** A key pair whose public half was uploaded to ZITADEL: there is no key file, only two IDs. */
export function ownKeyPair({ pem, keyId, userId }: { pem: string; keyId: string; userId: string }): SigningKey {
  const where = `The input 'private-key'`;
  if (pem.startsWith('{')) {
    throw configError(
      'wrong-key-input',
      `${where} contains JSON, not a PEM.`,
      `Move the JSON to 'service-account-key', and remove 'key-id' and 'user-id'.`,
    );
  }
  requireContent(where, pem, `Set 'private-key' to the PEM text, from a GitHub secret.`);
  return { id: keyId, userId, ...parsePem(where, pem) };
}

/** Rejects the path of a file where a key is expected. */
export function requireContent(where: string, text: string, fix: string): void {
  if (text.length >= 300 || /[\n{]|-----/.test(text)) return;
  if (!/^(~|\.{0,2}[\\/]|[A-Za-z]:\\)|\.(json|pem|key|txt)$/i.test(text)) return;
  throw configError('wrong-key-input', `${where} contains the path of a file, not a key.`, fix);
}
