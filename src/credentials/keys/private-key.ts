import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { configError, type ActionError } from '../../util/errors.ts';
import type { Topic } from '../../util/topics.ts';
import { formatPem, pemBlocks, type PemBlock } from './pem.ts';

/** A private key that ZITADEL can verify, proven to sign. */
interface PrivateKey {
  readonly privateKey: KeyObject;
  readonly algorithm: 'RS256' | 'ES256';
  /** Why another key would be better. */
  readonly warning?: string | undefined;
}

const useKeyFile = `Give the key JSON that ZITADEL handed out, unchanged, in 'service-account-key'; or a new pair's PEM.`;
/** A larger key is a damaged one; a signature by it would take minutes. */
const largestRsaBits = 8192;
/** RFC 7518 §3.3 requires the second; a key below the first can be broken with a few computers. */
const smallestRsaBits = 1024;
const soundRsaBits = 2048;

const newPair = `Make a pair that ZITADEL accepts (RSA 2048 or larger, or P-256 from ZITADEL 4.14 on) and upload its public half.`;

/**
 * Reads a private key in PEM: PKCS#1, PKCS#8 or SEC1. Line breaks may be lost, doubled, or the two characters `\n`.
 * @param where how messages name the place: `The input 'private-key'`
 * @throws ActionError `config`; no message holds a character of the key, or OpenSSL's words
 */
export function parsePem(where: string, text: string): PrivateKey {
  const block = findBlock(where, text);
  const encrypted = /Proc-Type: *4, *ENCRYPTED/.test(block.body);
  const refused = refusedLabels[encrypted ? 'ENCRYPTED PRIVATE KEY' : block.label];
  if (refused !== undefined) throw configError(refused.topic, `${where} ${refused.says}`, refused.fix);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(block.body.replace(/\s+/g, ''))) {
    throw damaged(where, `holds a PEM with characters that are no base64: it was damaged on the way.`);
  }
  return proven(where, parseKey(where, block));
}

function damaged(where: string, says: string, fix = useKeyFile): ActionError {
  return configError('damaged-key', `${where} ${says}`, fix);
}

function findBlock(where: string, text: string): PemBlock {
  const blocks = pemBlocks(text);
  // `openssl ecparam -genkey` puts the curve's name, as a block of its own, in front of the key.
  const block = blocks.find(({ label }) => label.endsWith('PRIVATE KEY')) ?? blocks[0];
  if (block !== undefined) return block;
  if (text.includes('-----BEGIN ')) {
    throw damaged(
      where,
      `holds a PEM without its END line: it was cut off.`,
      `Give the whole PEM, from -----BEGIN to the end of -----END …-----; a secret that was pasted line by line keeps the first only.`,
    );
  }
  throw damaged(
    where,
    `holds no PEM: there is no line -----BEGIN … PRIVATE KEY-----.`,
    `Give the private key's PEM text, with its BEGIN and END lines.`,
  );
}

function parseKey(where: string, block: PemBlock): KeyObject {
  try {
    return createPrivateKey(formatPem(block));
  } catch {
    throw damaged(where, `holds a PEM that does not parse as a private key: it was damaged or cut on the way.`);
  }
}

/** One flipped character in five still parses, and then signs wrongly: sign and verify once. */
function proven(where: string, privateKey: KeyObject): PrivateKey {
  const algorithm = algorithmOf(where, privateKey);
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? soundRsaBits;
  const content = Buffer.from('does this key sign?');
  const options = { dsaEncoding: 'ieee-p1363' } as const;
  let works = false;
  try {
    const signature = sign('sha256', content, { key: privateKey, ...options });
    works = verify('sha256', content, { key: createPublicKey(privateKey), ...options }, signature);
  } catch {
    // OpenSSL's words say nothing that a user could act on, and might quote the key.
  }
  const warning = `${where} contains an RSA key of ${bits} bits. RFC 7518 requires at least 2048: create a new key.`;
  if (works) return { privateKey, algorithm, warning: bits < soundRsaBits ? warning : undefined };
  throw damaged(where, `holds a key that signs wrongly: some of its characters were changed on the way.`);
}

function algorithmOf(where: string, key: KeyObject): PrivateKey['algorithm'] {
  const type = key.asymmetricKeyType ?? 'unknown';
  const { namedCurve: curve, modulusLength: bits = 0 } = key.asymmetricKeyDetails ?? {};
  if (type === 'rsa' && bits >= smallestRsaBits && bits <= largestRsaBits) return 'RS256';
  if (type === 'ec' && curve === 'prime256v1') return 'ES256';
  const name = curve === undefined ? (keyTypeNames[type] ?? type) : (curveNames[curve] ?? curve);
  const size = type === 'rsa' ? ` of ${bits} bits` : '';
  throw configError(
    'unsupported-key',
    `${where} holds a key of type ${name}${size}, which ${type === 'rsa' && bits < smallestRsaBits ? 'is too weak' : 'ZITADEL never accepts in an assertion'}.`,
    newPair,
  );
}

const keyTypeNames: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  'rsa-pss': 'RSA-PSS',
};
const curveNames: Readonly<Record<string, string>> = { secp384r1: 'P-384', secp521r1: 'P-521' };

interface RefusedLabel {
  readonly topic: Topic;
  readonly says: string;
  readonly fix: string;
}

const publicHalf: RefusedLabel = {
  topic: 'not-a-private-key',
  says: 'holds a public key, and only the private one can sign.',
  fix: `Give the private key whose public half was uploaded to ZITADEL; the public half belongs there alone.`,
};

/** PEM labels that are no usable private key, and what to do about each. */
const refusedLabels: Readonly<Record<string, RefusedLabel>> = {
  'PUBLIC KEY': publicHalf,
  'RSA PUBLIC KEY': publicHalf,
  CERTIFICATE: {
    topic: 'not-a-private-key',
    says: 'holds a certificate, and only a private key can sign.',
    fix: `Give the private key that belongs to it; a certificate to be trusted goes into 'ca-certificate'.`,
  },
  'ENCRYPTED PRIVATE KEY': {
    topic: 'encrypted-key',
    says: 'holds an encrypted private key, and this action asks for no passphrase.',
    fix: `Decrypt it (openssl pkey -in key.pem -out plain.pem) and store the result as a GitHub secret.`,
  },
  'OPENSSH PRIVATE KEY': {
    topic: 'not-a-private-key',
    says: `holds a key in OpenSSH's own format.`,
    fix: `Convert a copy of it (ssh-keygen -p -m PEM -f copy), or make a pair with: openssl genrsa -out key.pem 2048`,
  },
};
