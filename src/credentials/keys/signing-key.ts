import type { KeyObject } from 'node:crypto';
import { configError } from '../../util/errors.ts';
import { parsePem } from './private-key.ts';

/** A service account's private key, and what an assertion signed by it has to say. */
export interface SigningKey {
  readonly id: string;
  readonly userId: string;
  readonly algorithm: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  /** Milliseconds since 1970; absent when it is not known, `Infinity` when the key never expires. */
  readonly expiresAt?: number | undefined;
  /** Why another key would be better. */
  readonly warning?: string | undefined;
}

/** A key pair of one's own, whose public half was uploaded to ZITADEL: there is no key file, only two ids. */
export function ownKeyPair({ pem, keyId, userId }: { pem: string; keyId: string; userId: string }): SigningKey {
  if (pem.startsWith('{')) {
    throw configError(
      'wrong-key-input',
      `The input 'private-key' holds JSON, not a PEM.`,
      `Give a key JSON from ZITADEL in 'service-account-key', and leave 'private-key', 'key-id' and 'user-id' out.`,
    );
  }
  if (looksLikePath(pem)) {
    throw configError(
      'wrong-key-input',
      `The input 'private-key' holds the path of a file, not a key.`,
      `Give the PEM text itself, from a GitHub secret; only 'service-account-key-file' takes a path.`,
    );
  }
  return { id: keyId, userId, ...parsePem(`The input 'private-key'`, pem) };
}

/** Whether a text that should be a key is the place where one lies. */
export function looksLikePath(text: string): boolean {
  return (
    text.length < 300 && !/[\n{]|-----/.test(text) && /^(~|\.{0,2}[\\/]|[A-Za-z]:\\)|\.(json|pem|key|txt)$/i.test(text)
  );
}
