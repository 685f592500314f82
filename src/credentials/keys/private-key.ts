import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { type ActionError, configError, type Topic } from '../../util/errors.ts';
import { formatPem, pemBlocks } from './pem.ts';

/** A private key that ZITADEL can verify, and that has signed once. */
interface PrivateKey {
  readonly privateKey: KeyObject;
  readonly algorithm: 'RS256' | 'ES256';
  /** Why another key would be better. */
  readonly warning?: string | undefined;
}

/** A service account's private key, and what an assertion signed by it contains. */
export interface SigningKey extends PrivateKey {
  readonly id: string;
  readonly userId: string;
  /** Milliseconds since 1970; absent if it is not known, `Infinity` if the key never expires. */
  readonly expiresAt?: number | undefined;
  /** Whether its IDs are separate inputs, which may not belong together. */
  readonly isOwnPair?: boolean;
}

const storeAgain = `Store the whole key file again, unchanged: "gh secret set ZITADEL_KEY < key-file".`;
const newPair = `Create an RSA key ("openssl genrsa -out key.pem 2048"), upload its public half to the service account, and set 'private-key' and 'key-id'.`;
const usePrivateHalf = `Use the private key that belongs to it.`;

/** A key below the first can be broken with a few computers; one above the second is damaged, and would sign for minutes. */
const [smallestRsaBits, largestRsaBits] = [1024, 8192];
/** RFC 7518 §3.3. */
const requiredRsaBits = 2048;

/**
 * Reads a private key in PEM: PKCS#1, PKCS#8 or SEC1. Line breaks may be lost, doubled, or the two characters `\n`.
 * @param where how messages name the source: `The input 'private-key'`
 * @throws ActionError `config`; no message contains a character of the key, or OpenSSL's words
 */
export function parsePem(where: string, text: string): PrivateKey {
  const blocks = pemBlocks(text);
  // `openssl ecparam -genkey` writes a block with the curve's name in front of the key.
  const block = blocks.find(({ label }) => label.endsWith('PRIVATE KEY')) ?? blocks[0];
  if (block === undefined) {
    const isCutOff = text.includes('-----BEGIN ');
    const what = isCutOff
      ? 'a PEM without its END line, so it was cut off'
      : 'no PEM ("-----BEGIN … PRIVATE KEY-----")';
    throw damaged(where, what);
  }
  const encrypted = /Proc-Type: *4, *ENCRYPTED/.test(block.body);
  const [topic, what, fix] = unusableKinds[encrypted ? 'ENCRYPTED PRIVATE KEY' : block.label] ?? [];
  if (topic && what && fix) throw configError(topic, `${where} contains ${what}.`, fix);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(block.body.replace(/\s+/g, ''))) {
    throw damaged(where, 'a PEM with characters that are not base64');
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(formatPem(block));
  } catch {
    throw damaged(where, 'a PEM that is damaged or not a private key');
  }
  return proven(where, key);
}

function damaged(where: string, what: string): ActionError {
  return configError('damaged-key', `${where} contains ${what}.`, storeAgain);
}

function unsupported(where: string, what: string): ActionError {
  return configError('unsupported-key', `${where} contains ${what}.`, newPair);
}

/** One changed character in five still parses, and then signs wrongly: sign and verify once. */
function proven(where: string, privateKey: KeyObject): PrivateKey {
  const algorithm = algorithmOf(where, privateKey);
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? requiredRsaBits;
  const content = Buffer.from('does this key sign?');
  const options = { dsaEncoding: 'ieee-p1363' } as const;
  const isSmall = bits < requiredRsaBits;
  let works: boolean | undefined;
  try {
    const signature = sign('sha256', content, { key: privateKey, ...options });
    works = verify('sha256', content, { key: createPublicKey(privateKey), ...options }, signature);
  } catch {
    // OpenSSL's words do not help a user, and might quote the key.
  }
  if (works === undefined && isSmall) {
    throw unsupported(
      where,
      `an RSA key of ${bits} bits. The OpenSSL of this runner (in FIPS mode) requires at least 2048`,
    );
  }
  if (!works) throw damaged(where, 'a damaged key, whose signatures are wrong');
  const warning = `${where} contains an RSA key of ${bits} bits. RFC 7518 requires at least 2048: create a new key.`;
  return { privateKey, algorithm, warning: isSmall ? warning : undefined };
}

function algorithmOf(where: string, key: KeyObject): PrivateKey['algorithm'] {
  const type = key.asymmetricKeyType ?? 'unknown';
  const { namedCurve: curve, modulusLength: bits = 0 } = key.asymmetricKeyDetails ?? {};
  if (type === 'rsa' && bits >= smallestRsaBits && bits <= largestRsaBits) return 'RS256';
  if (curve === 'prime256v1') return 'ES256';
  const what = `an RSA key of ${bits} bits. Only ${smallestRsaBits} to ${largestRsaBits} bits are accepted`;
  throw unsupported(where, type === 'rsa' ? what : `a key of type ${curve ?? type}, which ZITADEL does not accept`);
}

/** A topic, what the PEM contains, and the fix. */
type Finding = readonly [topic: Topic, what: string, fix: string];

const publicHalf: Finding = ['not-a-private-key', 'a public key, which cannot sign', usePrivateHalf];

/** By the labels of PEMs that are not usable private keys. */
const unusableKinds: Readonly<Record<string, Finding>> = {
  'PUBLIC KEY': publicHalf,
  'RSA PUBLIC KEY': publicHalf,
  CERTIFICATE: ['not-a-private-key', 'a certificate, which cannot sign', usePrivateHalf],
  'ENCRYPTED PRIVATE KEY': [
    'encrypted-key',
    'an encrypted private key',
    `Decrypt it ("openssl pkey -in key.pem -out plain.pem"), and store plain.pem as the secret.`,
  ],
  'OPENSSH PRIVATE KEY': [
    'not-a-private-key',
    `a key in OpenSSH's own format`,
    `If it is an RSA key, convert a copy ("ssh-keygen -p -m PEM -f copy"). Otherwise, create a new RSA key pair.`,
  ],
};
