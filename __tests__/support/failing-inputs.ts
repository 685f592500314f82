import { keyFields, keyJson, p256, rsa } from './keys.ts';
import { secretInputs } from './zitadel.ts';

const { domain } = secretInputs;
const pem = rsa.traditional;
const pat = 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOo';
const key = (fields: object): Record<string, string> => ({
  domain,
  'service-account-key': JSON.stringify({ ...keyFields, ...fields }),
});
const ownPair = (text: string): Record<string, string> => ({
  domain,
  'private-key': text,
  'key-id': '1',
  'user-id': '2',
});
const basic = (text: string): Record<string, string> => ({
  domain,
  'basic-auth': Buffer.from(text).toString('base64'),
});

/** Inputs that fail a step before anything is sent, and what is wrong with them. */
export const failingInputs: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['no input at all', {}],
  ['no credential', { domain }],
  ['half of a credential', { domain, 'client-id': 'ci-bot' }],
  ['the other half', { domain, 'client-secret': secretInputs['client-secret'] }],
  ['a third of a credential', { domain, 'key-id': '1' }],
  ['two credentials', { ...secretInputs, 'personal-access-token': pat }],
  [
    'seven credentials',
    {
      ...secretInputs,
      ...basic('a:b'),
      ...key({}),
      ...ownPair(pem),
      assertion: 'x',
      'personal-access-token': pat,
      'service-account-key-file': 'k',
    },
  ],
  ['the address of the console', { ...secretInputs, domain: 'https://acme.zitadel.cloud/ui/console' }],
  ['a domain of nonsense', { ...secretInputs, domain: 'https://' }],
  ['a domain that is a secret', { ...secretInputs, domain: secretInputs['client-secret'].repeat(2) }],
  ['a domain with a password', { ...secretInputs, domain: 'https://ci:secret@acme.zitadel.cloud' }],
  ['a domain of another scheme', { ...secretInputs, domain: 'ldap://acme.zitadel.cloud' }],
  ['plain http', { ...secretInputs, domain: 'http://acme.zitadel.cloud' }],
  ['an endpoint with a path', { ...secretInputs, endpoint: 'https://10.0.0.7/zitadel' }],
  ['a boolean that is none', { ...secretInputs, revoke: 'yes' }],
  ['a number that is none', { ...secretInputs, 'timeout-seconds': 'soon' }],
  ['a number out of range', { ...secretInputs, 'expiry-warning-days': '9999' }],
  ['a check that is none', { ...secretInputs, verify: 'everything' }],
  ['a word of many lines', { ...secretInputs, verify: 'a\nb\n{"c":"d"}' }],
  ['a key in a wrong place', { ...secretInputs, 'client-id': pem }],
  ['a novel in a wrong place', { ...secretInputs, 'client-id': 'word '.repeat(100) }],
  ['a secret of two lines', { ...secretInputs, 'client-secret': 'Kp3vLq8s\nWz2xNf7t' }],
  ['a secret that is a word', { ...secretInputs, 'client-secret': 'secret' }],
  ['basic-auth that is no base64', { domain, 'basic-auth': 'ci-bot:secret' }],
  ['basic-auth without a colon', basic('ci-bot')],
  ['basic-auth with a raw percent sign', basic('ci-bot:100%Kp3vLq8s')],
  ['basic-auth with a word', basic('ci-bot:secret')],
  ['an access token that is none', { domain, 'personal-access-token': 'none' }],
  ['an assertion that is none', { domain, assertion: 'none' }],
  ['an assertion for somebody else', { domain, assertion: jwt({ aud: 'https://id.example.com', exp: 9e9 }) }],
  ['an assertion for nobody', { domain, assertion: jwt({ exp: 9e9 }) }],
  ['an assertion that is over', { domain, assertion: jwt({ aud: `https://${domain}`, exp: 1 }) }],
  ['a key file that is not there', { domain, 'service-account-key-file': 'key.json' }],
  ['a key file that is a folder', { domain, 'service-account-key-file': '.' }],
  ['a key file that is too large', { domain, 'service-account-key-file': 'large' }],
  ['a key file that is empty', { domain, 'service-account-key-file': 'empty' }],
  ['a path as key', { domain, 'service-account-key': './key.json' }],
  ['a path as PEM', ownPair('/etc/key.pem')],
  ['a word as key', { domain, 'service-account-key': 'word' }],
  ['a PEM as key', { domain, 'service-account-key': pem }],
  ['JSON as PEM', ownPair(keyJson)],
  ['half of the JSON', { domain, 'service-account-key': keyJson.slice(0, 900) }],
  ['the JSON of an application', key({ type: 'application', appId: '1', clientId: '2' })],
  ['the JSON of another service', { domain, 'service-account-key': '{"private_key":"x","client_email":"y"}' }],
  ['JSON without its key', key({ key: undefined })],
  ['JSON with a number as id', key({ userId: 298_765_432 })],
  ['JSON without an id', key({ keyId: undefined })],
  ['JSON with a list as id', key({ keyId: ['1'] })],
  ['JSON with a strange date', key({ expirationDate: 'never' })],
  ['JSON that has expired', key({ expirationDate: '2020-01-01T00:00:00Z' })],
  ['half of the PEM', ownPair(pem.slice(0, 400))],
  ['a PEM with a hole', ownPair(pem.replace(/\n.{64}\n/, '\n'))],
  ['a PEM with foreign characters', ownPair(pem.replace(/\n.{8}/, '\n********'))],
  ['no PEM at all', ownPair('word')],
  ['a public key', ownPair(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString())],
  ['a certificate', ownPair('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----')],
  [
    'an encrypted key',
    ownPair(rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()),
  ],
  ['a key of OpenSSH', ownPair('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----')],
  ['an organization without a check', { ...secretInputs, 'org-id': '1' }],
  ['an organization that is no id', { ...secretInputs, verify: 'org', 'org-id': 'my org' }],
  ['a check without its audience', { ...secretInputs, verify: 'org', scopes: 'openid' }],
  ['a scope in quotation marks', { ...secretInputs, scopes: '"openid"' }],
  ['no scope', { ...secretInputs, scopes: ',' }],
  ['a scope as project', { ...secretInputs, 'project-ids': 'urn:zitadel:iam:org:project:id:1:aud' }],
  ['a key that should revoke', { ...ownPair(p256.pkcs8), revoke: 'true' }],
  ['an access token that should end', { domain, 'personal-access-token': pat, revoke: 'true' }],
  ['a header without a name', { ...secretInputs, headers: ': value' }],
  ['a header of our own', { ...secretInputs, headers: 'Authorization: Bearer x' }],
  ['a header with strange characters', { ...secretInputs, headers: 'x-name: Zürich' }],
  [
    'an authority that is none',
    { ...secretInputs, 'ca-certificate': '-----BEGIN WORD-----\nabcd\n-----END WORD-----' },
  ],
  ['an authority that is a key', { ...secretInputs, 'ca-certificate': pem }],
  [
    'an authority that is broken',
    { ...secretInputs, 'ca-certificate': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' },
  ],
  ['an authority that is not there', { ...secretInputs, 'ca-certificate': 'ca.pem' }],
  ['an authority that is too large', { ...secretInputs, 'ca-certificate': 'large' }],
];

/** What lies in the workspace. */
export const files = { large: 'a'.repeat(2 * 1024 * 1024), empty: '' };

function jwt(claims: object): string {
  const parts = [
    { alg: 'RS256', kid: '1' },
    { iss: '2', sub: '2', ...claims },
  ];
  return [...parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')), 'c2ln'].join('.');
}
