import { keyId, keyJson, p256, rsa, userId } from '../support/keys.ts';

export type Inputs = Readonly<Record<string, string>>;

const time = Math.floor(Date.now() / 1000) * 1000;

/** A constant time, so that the seconds in a message are the same on every machine. */
export const now = (): number => time;

const clientSecret = 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a';
/** A secret of the default length. */
const longSecret = clientSecret.repeat(2);

/** The service account whose valid secret the steps use, so that only the recorded response makes them fail. */
export const account = { userName: 'ci-bot', secret: clientSecret } as const;

/** The inputs of rejected steps, by the names that a table uses. */
export const refusedInputs: Readonly<Record<string, (origin: string) => Inputs>> = {
  secret: () => secretOf('ci-bot'),
  'basic-auth with a plus sign': () => ({ 'basic-auth': base64(`ci-bot:${clientSecret.replace('z', '+')}`) }),
  'login name with a suffix': () => secretOf('ci-bot@zitadel.localhost'),
  'user id as client-id': () => secretOf(userId),
  'old client id of an application': () => secretOf(`${userId}@my-project`),
  'secret and login name swapped': () => ({ 'client-id': longSecret, 'client-secret': 'ci-bot' }),
  'secret, behind an endpoint': (origin) => ({ ...secretOf('ci-bot'), domain: 'id.example.com', endpoint: origin }),
  'key JSON': () => ({ 'service-account-key': keyJson }),
  'own pair, RSA': () => ownPair(rsa.pkcs8),
  'own pair, P-256': () => ownPair(p256.pkcs8),
  assertion: (origin) => assertion(origin, {}),
  'assertion of an hour ago': (origin) => assertion(origin, { iat: ago(3660) }),
  'assertion without iat': (origin) => assertion(origin, { iat: undefined }),
  'assertion without exp': (origin) => assertion(origin, { exp: undefined }),
  'assertion whose iss is a name': (origin) => assertion(origin, { iss: 'ci-bot' }),
  'assertion without kid': (origin) => assertion(origin, {}, { kid: undefined }),
  'assertion by RS384': (origin) => assertion(origin, {}, { alg: 'RS384' }),
  'secret, org': () => ({ ...secretOf('ci-bot'), verify: 'org' }),
  'secret, org-id': () => ({ ...secretOf('ci-bot'), verify: 'org', 'org-id': '312345678901234567' }),
  'secret, userinfo': () => ({ ...secretOf('ci-bot'), verify: 'userinfo' }),
  'access token, org': () => ({ ...accessToken, verify: 'org' }),
  'access token, userinfo': () => ({ ...accessToken, verify: 'userinfo' }),
};

const accessToken = { 'personal-access-token': 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOo' };

function secretOf(clientId: string): Inputs {
  return { 'client-id': clientId, 'client-secret': clientSecret };
}

function ownPair(pem: string): Inputs {
  return { 'private-key': pem, 'key-id': keyId, 'user-id': userId };
}

/** A JWT signed elsewhere, valid except for the changes. Its signature is not checked before the recorded response. */
function assertion(origin: string, claims: object, header: object = {}): Inputs {
  const right = { iss: userId, sub: userId, aud: origin, iat: ago(60), exp: ago(-300) };
  const parts = [
    { alg: 'RS256', kid: keyId, ...header },
    { ...right, ...claims },
  ].map((part) => base64url(JSON.stringify(part)));
  return { assertion: [...parts, base64url('signature')].join('.') };
}

function ago(seconds: number): number {
  return now() / 1000 - seconds;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
