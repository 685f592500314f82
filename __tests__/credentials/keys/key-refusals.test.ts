import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from '@jest/globals';
import { makeCertificates } from '../../../emulators/zitadel/certificates.ts';
import { parseKeyJson } from '../../../src/credentials/keys/key-json.ts';
import { parsePem } from '../../../src/credentials/keys/private-key.ts';
import { base64, keyFields, keyId, keyJson, p256, publicPem, rsa, userId, unwrapped } from '../../support/keys.ts';
import { expectRefused } from '../../support/refusal-of.ts';

type Refusal = ReturnType<typeof refusal>;

/** A message, its fix, and the inputs that lead to it. */
function refusal(says: string, fix: string, inputs: Readonly<Record<string, string | Promise<string>>>) {
  return { says, fix, inputs };
}

const fromConsole = `Store the key file of the service account unchanged: "gh secret set ZITADEL_KEY < key.json". If the file is lost, create another key (Keys → New, type JSON).`;
const useKeyFile = `Store the whole key file again, unchanged: "gh secret set ZITADEL_KEY < key-file".`;
const privateHalf = `Use the private key that belongs to it.`;

const change = (fields: object): string => JSON.stringify({ ...keyFields, ...fields });
const applicationKey = { type: 'application', keyId, key: rsa.traditional, appId: '31', clientId: '32@project' };

const ofKeyJson: readonly Refusal[] = [
  refusal(' contains the key of an application, not of a service account.', fromConsole, {
    'an application key': JSON.stringify(applicationKey),
    'an application key without its type': JSON.stringify({ ...applicationKey, type: undefined }),
    'an application key in base64': base64(JSON.stringify(applicationKey)),
  }),
  refusal(' contains key JSON of another service (with the field "private_key").', fromConsole, {
    'a key of Google': JSON.stringify({ type: 'service_account', private_key: rsa.pkcs8 }),
  }),
  refusal(' contains key JSON whose "keyId" is missing.', fromConsole, {
    'no key ID': change({ keyId: undefined }),
    'an empty key ID': change({ keyId: '' }),
    'an empty object': '{}',
  }),
  refusal(' contains key JSON whose "keyId" is a number, which loses digits.', fromConsole, {
    'a key ID without quotes': keyJson.replace(`"${keyId}"`, keyId),
  }),
  refusal(' contains key JSON whose "keyId" is not an ID.', fromConsole, {
    'a list as key ID': change({ keyId: [keyId] }),
  }),
  refusal(' contains key JSON whose "userId" is missing.', fromConsole, {
    'no user ID': change({ userId: undefined }),
  }),
  refusal(' contains key JSON whose "userId" is a number, which loses digits.', fromConsole, {
    'a user ID without quotes': keyJson.replace(`"${userId}"`, userId),
  }),
  refusal(' contains key JSON whose "userId" is not an ID.', fromConsole, {
    'a user ID with a line break': change({ userId: '1\n2' }),
  }),
  refusal(' contains key JSON whose "key" is missing.', fromConsole, {
    'no key': change({ key: undefined }),
    'an empty key': change({ key: '' }),
    'a key that is not a text': change({ key: { kty: 'RSA' } }),
  }),
  refusal(' contains key JSON whose "expirationDate" is not a date.', fromConsole, {
    'an expiry in words': change({ expirationDate: 'tomorrow' }),
    'an expiry as a number': change({ expirationDate: 1_900_000_000 }),
    'an expiry without a time': change({ expirationDate: '2027-01-01' }),
  }),
  refusal(' contains JSON that was cut off.', fromConsole, {
    'JSON without its end': keyJson.slice(0, 1000),
    'JSON of which only the first line was kept': '{',
    'base64 of which the end is missing': base64(keyJson).slice(0, 1000),
  }),
  refusal(' is empty.', fromConsole, { 'nothing but quotes': '""' }),
  refusal(' contains neither JSON nor base64 of JSON.', fromConsole, {
    'another text': 'hunter2',
    'a list': `[${keyJson}]`,
    'JSON without its beginning': keyJson.slice(1),
    'JSON with single quotes': keyJson.replaceAll('"', "'"),
  }),
  refusal(': the field "key" contains a public key, which cannot sign.', privateHalf, {
    'a public key inside': change({ key: publicPem(rsa.publicKey) }),
  }),
  refusal(': the field "key" contains a PEM without its END line, so it was cut off.', useKeyFile, {
    'a PEM inside that was cut off': change({ key: rsa.traditional.slice(0, 700) }),
  }),
  refusal(': the field "key" contains no PEM ("-----BEGIN … PRIVATE KEY-----").', useKeyFile, {
    'no PEM inside': change({ key: 'secret' }),
  }),
];

const damaged = p256.privateKey.export({ type: 'pkcs8', format: 'der' });
damaged[40] = (damaged[40] ?? 0) ^ 1;
const cipher = { cipher: 'aes-256-cbc', passphrase: 'open sesame' } as const;

function pem(label: string, body: string): string {
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

const ofPem: readonly Refusal[] = [
  refusal(' contains a public key, which cannot sign.', privateHalf, {
    'a public key': publicPem(rsa.publicKey),
    'a public key of PKCS#1': rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'a public key with quotes and \\n': JSON.stringify(publicPem(p256.publicKey)),
  }),
  refusal(' contains a certificate, which cannot sign.', `Use the private key that belongs to it.`, {
    'a certificate': makeCertificates(['localhost'], 'good').then(({ cert }) => cert),
  }),
  refusal(
    ' contains an encrypted private key.',
    `Decrypt it ("openssl pkey -in key.pem -out plain.pem"), and store plain.pem as the secret.`,
    {
      'an encrypted PKCS#8': rsa.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString(),
      'an encrypted PKCS#1': rsa.privateKey.export({ type: 'pkcs1', format: 'pem', ...cipher }).toString(),
      'an encrypted SEC1': p256.privateKey.export({ type: 'sec1', format: 'pem', ...cipher }).toString(),
    },
  ),
  refusal(
    ` contains a key in OpenSSH's own format.`,
    `If it is an RSA key, convert a copy ("ssh-keygen -p -m PEM -f copy"). Otherwise, create a new RSA key pair.`,
    { 'a key of ssh-keygen': pem('OPENSSH PRIVATE KEY', base64('openssh-key-v1\0none')) },
  ),
  ...Object.entries({
    ed25519: generateKeyPairSync('ed25519'),
    ed448: generateKeyPairSync('ed448'),
    'rsa-pss': generateKeyPairSync('rsa-pss', { modulusLength: 1024 }),
    secp384r1: generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
    secp521r1: generateKeyPairSync('ec', { namedCurve: 'secp521r1' }),
    secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  }).map(([name, { privateKey }]) =>
    refusal(
      ` contains a key of type ${name}, which ZITADEL does not accept.`,
      `Create an RSA key ("openssl genrsa -out key.pem 2048"), upload its public half to the service account, and set 'private-key' and 'key-id'.`,
      { [`a key of type ${name}`]: pkcs8(privateKey) },
    ),
  ),
  refusal(' contains a PEM without its END line, so it was cut off.', useKeyFile, {
    'a PEM that was cut off': rsa.pkcs8.slice(0, 800),
    'a PEM of which the first line was kept': '-----BEGIN RSA PRIVATE KEY-----',
    'a PEM whose lines end too early': rsa.pkcs8.replace('-----END PRIVATE KEY-----', '-----END PRIV'),
  }),
  refusal(' contains a PEM that is damaged or not a private key.', useKeyFile, {
    'a PEM without its middle': rsa.pkcs8.slice(0, 500) + rsa.pkcs8.slice(900),
    'a PEM with nothing in it': pem('PRIVATE KEY', 'AAAA'),
    'a PEM without a body': pem('PRIVATE KEY', ''),
    'a PEM with another label': rsa.pkcs8.replaceAll('PRIVATE KEY', 'EC PRIVATE KEY'),
    'only the parameters of openssl ecparam': pem('EC PARAMETERS', 'BggqhkjOPQMBBw=='),
  }),
  refusal(' contains a PEM with characters that are not base64.', useKeyFile, {
    'a PEM with asterisks of a mask': rsa.pkcs8.slice(0, 400) + '***' + rsa.pkcs8.slice(464),
    'a PEM with an ellipsis': `${rsa.pkcs8.slice(0, 400)}…${rsa.pkcs8.slice(-100)}`,
  }),
  refusal(' contains a damaged key, whose signatures are wrong.', useKeyFile, {
    'a changed character that still parses': pem('PRIVATE KEY', damaged.toString('base64')),
  }),
  refusal(' contains no PEM ("-----BEGIN … PRIVATE KEY-----").', useKeyFile, {
    'the body alone': rsa.pkcs8.split('\n').slice(1, -2).join('\n'),
    'another text': 'hunter2',
  }),
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
      expectRefused(() => parsePem(`The input 'private-key'`, unwrapped(text)), `The input 'private-key'${says}`, fix);
    });
  });
});

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
