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

/** A topic and a fix. */
type Fault = readonly [topic: Topic, fix: string];

const damaged: Fault = [
  'damaged-key',
  `Store the whole key file again, unchanged: "gh secret set ZITADEL_KEY < key-file".`,
];
const unsupported: Fault = [
  'unsupported-key',
  `Create an RSA key ("openssl genrsa -out key.pem 2048"), upload its public half to the service account, and set 'private-key' and 'key-id'.`,
];
const notPrivate: Fault = ['not-a-private-key', `Use the private key that belongs to it.`];
const encrypted: Fault = [
  'encrypted-key',
  `Decrypt it ("openssl pkey -in key.pem -out plain.pem"), and store plain.pem as the secret.`,
];
const ofOpenSsh: Fault = [
  'not-a-private-key',
  `If it is an RSA key, convert a copy ("ssh-keygen -p -m PEM -f copy"). Otherwise, create a new RSA key pair.`,
];

/** By the labels of PEMs that are not usable private keys. */
const unusable: Readonly<Record<string, readonly [what: string, fault: Fault]>> = {
  'PUBLIC KEY': ['a public key, which cannot sign', notPrivate],
  'RSA PUBLIC KEY': ['a public key, which cannot sign', notPrivate],
  CERTIFICATE: ['a certificate, which cannot sign', notPrivate],
  'ENCRYPTED PRIVATE KEY': ['an encrypted private key', encrypted],
  'OPENSSH PRIVATE KEY': [`a key in OpenSSH's own format`, ofOpenSsh],
};

/** A key below the first can be broken with a few computers; one above the second is damaged, and would sign for minutes. */
const [smallestRsaBits, largestRsaBits] = [1024, 8192];

/**
 * Reads a private key in PEM: PKCS#1, PKCS#8 or SEC1. Line breaks may be lost, doubled, or the two characters `\n`.
 * @param where how messages name the source: `The input 'private-key'`
 * @throws ActionError `config`; no message contains a character of the key, or OpenSSL's words
 */
export function parsePem(where: string, text: string): PrivateKey {
  const fails = (what: string, [topic, fix] = damaged): ActionError =>
    configError(topic, `${where} contains ${what}.`, fix);
  const blocks = pemBlocks(text);
  // `openssl ecparam -genkey` writes a block with the curve's name in front of the key.
  const block = blocks.find(({ label }) => label.endsWith('PRIVATE KEY')) ?? blocks[0];
  if (block === undefined) {
    if (text.includes('-----BEGIN ')) throw fails('a PEM without its END line, so it was cut off');
    throw fails('no PEM ("-----BEGIN … PRIVATE KEY-----")');
  }
  const isEncrypted = /Proc-Type: *4, *ENCRYPTED/.test(block.body);
  const kind = unusable[isEncrypted ? 'ENCRYPTED PRIVATE KEY' : block.label];
  if (kind !== undefined) throw fails(...kind);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(block.body.replace(/\s+/g, ''))) {
    throw fails('a PEM with characters that are not base64');
  }
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(formatPem(block));
  } catch {
    throw fails('a PEM that is damaged or not a private key');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve: curve, modulusLength: bits = 0 } = {} } =
    privateKey;
  const isRsa = type === 'rsa';
  const rsa = `an RSA key of ${bits} bits.`;
  if (isRsa && (bits < smallestRsaBits || bits > largestRsaBits)) {
    throw fails(`${rsa} Only ${smallestRsaBits} to ${largestRsaBits} bits are accepted`, unsupported);
  }
  if (!isRsa && curve !== 'prime256v1') {
    throw fails(`a key of type ${curve ?? type}, which ZITADEL does not accept`, unsupported);
  }
  // RFC 7518 §3.3.
  const isSmall = isRsa && bits < 2048;
  const works = signs(privateKey);
  if (works === undefined && isSmall) {
    throw fails(`${rsa} The OpenSSL of this runner (in FIPS mode) requires at least 2048`, unsupported);
  }
  if (!works) throw fails('a damaged key, whose signatures are wrong');
  const warning = `${where} contains ${rsa} RFC 7518 requires at least 2048: create a new key.`;
  return { privateKey, algorithm: isRsa ? 'RS256' : 'ES256', warning: isSmall ? warning : undefined };
}

/**
 * Signs and verifies once, because one changed character in five still parses, and then signs wrongly.
 * @returns undefined for an error of OpenSSL's, whose words do not help a user and might quote the key
 */
function signs(privateKey: KeyObject): boolean | undefined {
  const content = Buffer.from('does this key sign?');
  const options = { dsaEncoding: 'ieee-p1363' } as const;
  try {
    const signature = sign('sha256', content, { key: privateKey, ...options });
    return verify('sha256', content, { key: createPublicKey(privateKey), ...options }, signature);
  } catch {
    return undefined;
  }
}
