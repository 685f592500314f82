import { unwrap } from '../../src/credentials/unwrap.ts';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A key pair, with the usual encodings of its private key. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly algorithm: 'RS256' | 'ES256';
  /** PKCS#1 for RSA, SEC1 for P-256. */
  readonly traditional: string;
  readonly pkcs8: string;
}

// Fixed keys for these tests only, so that a seed reproduces a failure. PKCS#8 in lines of base64.
const stored: Readonly<Record<'rsa' | 'p256', readonly string[]>> = JSON.parse(
  readFileSync(new URL('test-keys.json', import.meta.url), 'utf8'),
);

/** RSA, 2048 bits, as ZITADEL creates it. */
export const rsa: TestKey = readKey(stored.rsa);

/** P-256, for ES256. */
export const p256: TestKey = readKey(stored.p256);

export const keyId = '312345678901234567';
export const userId = '298765432109876543';

/** The fields of ZITADEL's key JSON. */
export const keyFields = {
  type: 'serviceaccount',
  keyId,
  key: rsa.traditional,
  expirationDate: '9999-12-31T23:59:59Z',
  userId,
};

/** The key JSON as ZITADEL returns it, on one line. */
export const keyJson = JSON.stringify(keyFields);

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** As the command `base64` prints it. */
export function wrappedBase64(text: string): string {
  return base64(text).replace(/.{76}/g, '$&\n');
}

function readKey(lines: readonly string[]): TestKey {
  const privateKey = createPrivateKey({ key: Buffer.from(lines.join(''), 'base64'), format: 'der', type: 'pkcs8' });
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  return {
    privateKey,
    publicKey: createPublicKey(privateKey),
    algorithm: isRsa ? 'RS256' : 'ES256',
    traditional: privateKey.export({ type: isRsa ? 'pkcs1' : 'sec1', format: 'pem' }).toString(),
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

export function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** A key without its wrapping, as the parsers receive it. */
export function unwrapped(text: string): string {
  return unwrap(text).at(-1) ?? '';
}
