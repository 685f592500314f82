import type { KeyObject } from 'node:crypto';
import { parsePem } from './private-key.ts';

/** A service account's private key, and what an assertion signed by it contains. */
export interface SigningKey {
  readonly id: string;
  readonly userId: string;
  readonly algorithm: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  /** Milliseconds since 1970; absent if it is not known, `Infinity` if the key never expires. */
  readonly expiresAt?: number | undefined;
  /** Whether its IDs are separate inputs, which may not belong together. */
  readonly isOwnPair?: boolean;
  /** Why another key would be better. */
  readonly warning?: string | undefined;
}

/** A key pair whose public half was uploaded to ZITADEL: there is no key file, only two IDs. */
export function ownKeyPair({ pem, keyId, userId }: { pem: string; keyId: string; userId: string }): SigningKey {
  return { id: keyId, userId, isOwnPair: true, ...parsePem(`The input 'private-key'`, pem) };
}
