import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from '@jest/globals';
import { makeCertificates } from '../../emulators/zitadel/certificates.ts';
import { parseKeyJson } from '../../src/credentials/keys/key-json.ts';
import { ownKeyPair } from '../../src/credentials/keys/signing-key.ts';
import { base64, keyFields, keyId, keyJson, p256, publicPem, rsa, userId, unwrapped } from '../support/keys.ts';
import { expectRefused } from '../support/refusal-of.ts';

/** One message, what to do about it, and the inputs that lead to it. */
interface Refusal {
  readonly says: string;
  readonly fix: string;
  readonly inputs: Readonly<Record<string, string | Promise<string>>>;
}

const fromConsole = `In ZITADEL: service account → Keys → New, type JSON; store the file's content, on one line, as a GitHub secret.`;
const useKeyFile = `Give the key JSON that ZITADEL handed out, unchanged, in 'service-account-key'; or a new pair's PEM.`;
const wholePem = `Give the whole PEM, from -----BEGIN to the end of -----END …-----;`;
const withLines = `Give the private key's PEM text, with its BEGIN and END lines.`;
const privateHalf = `Give the private key whose public half was uploaded to ZITADEL; the public half belongs there alone.`;

const change = (fields: object): string => JSON.stringify({ ...keyFields, ...fields });
const applicationKey = { type: 'application', keyId, key: rsa.traditional, appId: '31', clientId: '32@project' };

const ofKeyJson: readonly Refusal[] = [
  {
    says: ' holds the key of an application. ZITADEL issues tokens for service accounts by keys of service accounts only.',
    fix: fromConsole,
    inputs: {
      'an application key': JSON.stringify(applicationKey),
      'an application key without its type': JSON.stringify({ ...applicationKey, type: undefined }),
      'an application key in base64': base64(JSON.stringify(applicationKey)),
    },
  },
  {
    says: ' holds key JSON of another service (it has a field "private_key").',
    fix: fromConsole,
    inputs: { 'a key of Google': JSON.stringify({ type: 'service_account', private_key: rsa.pkcs8 }) },
  },
  {
    says: ' holds key JSON that gives the field "keyId" not at all.',
    fix: fromConsole,
    inputs: { 'no key id': change({ keyId: undefined }), 'an empty object': '{}' },
  },
  {
    says: ' holds key JSON that gives the field "keyId" as a number, which loses digits.',
    fix: fromConsole,
    inputs: { 'a key id without quotes': keyJson.replace(`"${keyId}"`, keyId) },
  },
  {
    says: ' holds key JSON that gives the field "keyId" in a form that is no id.',
    fix: fromConsole,
    inputs: { 'an empty key id': change({ keyId: '' }), 'a list for a key id': change({ keyId: [keyId] }) },
  },
  {
    says: ' holds key JSON that gives the field "userId" not at all.',
    fix: fromConsole,
    inputs: { 'no user id': change({ userId: undefined }) },
  },
  {
    says: ' holds key JSON that gives the field "userId" as a number, which loses digits.',
    fix: fromConsole,
    inputs: { 'a user id without quotes': keyJson.replace(`"${userId}"`, userId) },
  },
  {
    says: ' holds key JSON that gives the field "userId" in a form that is no id.',
    fix: fromConsole,
    inputs: { 'a user id with a line break': change({ userId: '1\n2' }) },
  },
  {
    says: ' holds key JSON without the field "key".',
    fix: fromConsole,
    inputs: {
      'no key': change({ key: undefined }),
      'an empty key': change({ key: '' }),
      'a key that is no text': change({ key: { kty: 'RSA' } }),
    },
  },
  {
    says: ' holds key JSON whose "expirationDate" is no date.',
    fix: fromConsole,
    inputs: {
      'an expiry in words': change({ expirationDate: 'tomorrow' }),
      'an expiry as a number': change({ expirationDate: 1_900_000_000 }),
      'an expiry without a time': change({ expirationDate: '2027-01-01' }),
    },
  },
  {
    says: ' holds JSON that was cut off: its closing brace is missing.',
    fix: fromConsole,
    inputs: {
      'JSON without its end': keyJson.slice(0, 1000),
      'JSON of which only the first line was kept': '{',
      'base64 of which the end is missing': base64(keyJson).slice(0, 1000),
    },
  },
  {
    says: ' holds a PEM, not the key JSON that ZITADEL hands out.',
    fix: `Give it in 'private-key', with 'key-id' and 'user-id' beside it; or give the whole key JSON.`,
    inputs: {
      'a PEM': rsa.pkcs8,
      'a PEM in base64': base64(rsa.pkcs8),
      'a PEM that was cut off': rsa.pkcs8.slice(0, 300),
    },
  },
  {
    says: ' holds the path of a file, not a key.',
    fix: `Move the path to 'service-account-key-file', or give the file's content.`,
    inputs: {
      'a path': './secrets/key.json',
      'a file name': 'key.json',
      "a path in the user's home": '~/key',
      'an absolute path': '/run/secrets/zitadel',
      'a path of Windows': 'C:\\keys\\ci',
    },
  },
  { says: ' is empty.', fix: fromConsole, inputs: { 'nothing but quotes': '""' } },
  {
    says: ' holds no JSON, and no base64 of JSON: it was damaged on the way, or is something else.',
    fix: fromConsole,
    inputs: {
      'another text': 'hunter2',
      'a list': `[${keyJson}]`,
      'JSON without its beginning': keyJson.slice(1),
      'JSON with single quotes': keyJson.replaceAll('"', "'"),
    },
  },
  {
    says: ': the field "key" holds a public key, and only the private one can sign.',
    fix: privateHalf,
    inputs: { 'a public key inside': change({ key: publicPem(rsa.publicKey) }) },
  },
  {
    says: ': the field "key" holds a PEM without its END line: it was cut off.',
    fix: wholePem,
    inputs: { 'a PEM inside that was cut off': change({ key: rsa.traditional.slice(0, 700) }) },
  },
  {
    says: ': the field "key" holds no PEM: there is no line -----BEGIN … PRIVATE KEY-----.',
    fix: withLines,
    inputs: { 'no PEM inside': change({ key: 'secret' }) },
  },
];

const damaged = p256.privateKey.export({ type: 'pkcs8', format: 'der' });
damaged[40] = (damaged[40] ?? 0) ^ 1;
const cipher = { cipher: 'aes-256-cbc', passphrase: 'open sesame' } as const;

function pem(label: string, body: string): string {
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

const ofPem: readonly Refusal[] = [
  {
    says: ' holds a public key, and only the private one can sign.',
    fix: privateHalf,
    inputs: {
      'a public key': publicPem(rsa.publicKey),
      'a public key of PKCS#1': rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      'a public key with quotes and \\n': JSON.stringify(publicPem(p256.publicKey)),
    },
  },
  {
    says: ' holds a certificate, and only a private key can sign.',
    fix: `Give the private key that belongs to it; a certificate to be trusted goes into 'ca-certificate'.`,
    inputs: { 'a certificate': makeCertificates(['localhost'], 'good').then(({ cert }) => cert) },
  },
  {
    says: ' holds an encrypted private key, and this action asks for no passphrase.',
    fix: `Decrypt it (openssl pkey -in key.pem -out plain.pem) and store the result as a GitHub secret.`,
    inputs: {
      'an encrypted PKCS#8': rsa.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString(),
      'an encrypted PKCS#1': rsa.privateKey.export({ type: 'pkcs1', format: 'pem', ...cipher }).toString(),
      'an encrypted SEC1': p256.privateKey.export({ type: 'sec1', format: 'pem', ...cipher }).toString(),
    },
  },
  {
    says: ` holds a key in OpenSSH's own format.`,
    fix: `Convert a copy of it (ssh-keygen -p -m PEM -f copy), or make a pair with: openssl genrsa -out key.pem 2048`,
    inputs: { 'a key of ssh-keygen': pem('OPENSSH PRIVATE KEY', base64('openssh-key-v1\0none')) },
  },
  ...Object.entries({
    Ed25519: generateKeyPairSync('ed25519'),
    Ed448: generateKeyPairSync('ed448'),
    'RSA-PSS': generateKeyPairSync('rsa-pss', { modulusLength: 1024 }),
    'P-384': generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
    'P-521': generateKeyPairSync('ec', { namedCurve: 'secp521r1' }),
    secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  }).map(([name, { privateKey }]): Refusal => ({
    says: ` holds a key of type ${name}, which ZITADEL never accepts in an assertion.`,
    fix: `Make a pair that ZITADEL accepts (RSA 2048 or larger, or P-256 from ZITADEL 4.14 on) and upload its public half.`,
    inputs: { [`a key of type ${name}`]: pkcs8(privateKey) },
  })),
  {
    says: ' holds a PEM without its END line: it was cut off.',
    fix: wholePem,
    inputs: {
      'a PEM that was cut off': rsa.pkcs8.slice(0, 800),
      'a PEM of which the first line was kept': '-----BEGIN RSA PRIVATE KEY-----',
      'a PEM whose lines end too early': rsa.pkcs8.replace('-----END PRIVATE KEY-----', '-----END PRIV'),
    },
  },
  {
    says: ' holds a PEM that does not parse as a private key: it was damaged or cut on the way.',
    fix: useKeyFile,
    inputs: {
      'a PEM without its middle': rsa.pkcs8.slice(0, 500) + rsa.pkcs8.slice(900),
      'a PEM with nothing in it': pem('PRIVATE KEY', 'AAAA'),
      'a PEM without a body': pem('PRIVATE KEY', ''),
      'a PEM with another label': rsa.pkcs8.replaceAll('PRIVATE KEY', 'EC PRIVATE KEY'),
      'only the parameters of openssl ecparam': pem('EC PARAMETERS', 'BggqhkjOPQMBBw=='),
    },
  },
  {
    says: ' holds a PEM with characters that are no base64: it was damaged on the way.',
    fix: useKeyFile,
    inputs: {
      'a PEM with asterisks of a mask': rsa.pkcs8.slice(0, 400) + '***' + rsa.pkcs8.slice(464),
      'a PEM with an ellipsis': `${rsa.pkcs8.slice(0, 400)}…${rsa.pkcs8.slice(-100)}`,
    },
  },
  {
    says: ' holds a key that signs wrongly: some of its characters were changed on the way.',
    fix: useKeyFile,
    inputs: { 'a changed character that still parses': pem('PRIVATE KEY', damaged.toString('base64')) },
  },
  {
    says: ' holds no PEM: there is no line -----BEGIN … PRIVATE KEY-----.',
    fix: withLines,
    inputs: {
      'the body alone': rsa.pkcs8.split('\n').slice(1, -2).join('\n'),
      'another text': 'hunter2',
    },
  },
  {
    says: ' holds JSON, not a PEM.',
    fix: `Give a key JSON from ZITADEL in 'service-account-key', and leave 'private-key', 'key-id' and 'user-id' out.`,
    inputs: { 'key JSON': keyJson, 'key JSON in base64': base64(keyJson) },
  },
  {
    says: ' holds the path of a file, not a key.',
    fix: `Give the PEM text itself, from a GitHub secret; only 'service-account-key-file' takes a path.`,
    inputs: { 'an absolute path': '/home/ci/key.pem', 'a relative path': 'keys/ci.pem' },
  },
];

describe('service-account-key', () => {
  const where = `The input 'service-account-key'`;
  describe.each(ofKeyJson)('$says', ({ says, fix, inputs }) => {
    test.each(Object.entries(inputs))('for %s', async (_, input) => {
      const text = await input;
      expectRefused(() => parseKeyJson(where, unwrapped(text)), `${where}${says}`, fix);
    });
  });
});

describe('private-key', () => {
  describe.each(ofPem)('$says', ({ says, fix, inputs }) => {
    test.each(Object.entries(inputs))('for %s', async (_, input) => {
      const text = await input;
      expectRefused(() => ownKeyPair({ pem: unwrapped(text), keyId, userId }), `The input 'private-key'${says}`, fix);
    });
  });
});

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
