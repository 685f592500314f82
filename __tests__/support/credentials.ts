import { base64, keyId, keyJson, rsa, userId, wrappedBase64, type TestKey } from './keys.ts';
import { signJwt } from './sign-jwt.ts';

export type Inputs = Readonly<Record<string, string>>;

/** A service account and its credentials. */
export interface Holder {
  readonly loginName: string;
  readonly userId: string;
  readonly clientSecret: string;
  /** The key that ZITADEL created. */
  readonly keyId: string;
  readonly keyJson: string;
  /** The ID of the uploaded public key of the RSA pair of the tests. */
  readonly ownKeyId: string;
  readonly assertion: string;
  readonly personalAccessToken: string;
}

/** One of the seven kinds of credential. */
export interface CredentialKind {
  readonly inputs: (holder: Holder) => Inputs;
  readonly files?: (holder: Holder) => Readonly<Record<string, string>>;
  /** The name of the credential in the log. */
  readonly label: (holder: Holder) => string;
  /** The secrets that must be masked before anything else is printed. */
  readonly secrets: (holder: Holder) => readonly string[];
  /** The grant of the token request. A personal access token needs no request. */
  readonly grant?: 'client_credentials' | 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  /** The key with which this action signs. */
  readonly key?: TestKey;
}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const bySecret = {
  label: ({ loginName }: Holder) => `client secret of "${loginName}"`,
  secrets: (holder: Holder) => [holder.clientSecret, basicOf(holder)],
  grant: 'client_credentials',
} as const;
const byKey = {
  label: (holder: Holder) => `key "${holder.keyId}" of user "${holder.userId}"`,
  secrets: (holder: Holder) => bodyLines((JSON.parse(holder.keyJson) as { key: string }).key),
  grant: jwtBearer,
  key: rsa,
} as const;

/** The seven kinds, by their names in tests. */
export const credentials = {
  'client secret': {
    inputs: ({ loginName, clientSecret }) => ({ 'client-id': loginName, 'client-secret': clientSecret }),
    ...bySecret,
  },
  'basic-auth': { inputs: (holder) => ({ 'basic-auth': basicOf(holder) }), ...bySecret },
  'key JSON': { inputs: (holder) => ({ 'service-account-key': holder.keyJson }), ...byKey },
  'key file': {
    inputs: () => ({ 'service-account-key-file': 'key.json' }),
    files: (holder) => ({ 'key.json': holder.keyJson }),
    ...byKey,
  },
  'own key pair': {
    inputs: (holder) => ownPair(holder, rsa.pkcs8),
    label: (holder) => `key "${holder.ownKeyId}" of user "${holder.userId}"`,
    secrets: () => bodyLines(rsa.pkcs8),
    grant: jwtBearer,
    key: rsa,
  },
  assertion: {
    inputs: ({ assertion }) => ({ assertion }),
    label: (holder) => `assertion by key "${holder.ownKeyId}" of user "${holder.userId}"`,
    secrets: ({ assertion }) => [assertion],
    grant: jwtBearer,
  },
  'personal access token': {
    inputs: ({ personalAccessToken }) => ({ 'personal-access-token': personalAccessToken }),
    label: () => 'personal access token',
    secrets: ({ personalAccessToken }) => [personalAccessToken],
  },
} as const satisfies Readonly<Record<string, CredentialKind>>;

export type CredentialName = keyof typeof credentials;

/** The kinds with their names, for tables. */
export const credentialKinds = Object.entries<CredentialKind>(credentials).map(([kind, one]) =>
  Object.assign({ kind }, one),
);

/** Other accepted forms of keys. */
export const spellings: Readonly<Record<string, (holder: Holder) => Inputs>> = {
  'key JSON on many lines': (holder) => ({
    'service-account-key': JSON.stringify(JSON.parse(holder.keyJson), undefined, 2),
  }),
  'key JSON in base64': (holder) => ({ 'service-account-key': base64(holder.keyJson) }),
  'key JSON in wrapped base64': (holder) => ({ 'service-account-key': wrappedBase64(holder.keyJson) }),
  'key JSON in a JSON string': (holder) => ({ 'service-account-key': JSON.stringify(holder.keyJson) }),
  'own key pair on one line': (holder) => ownPair(holder, rsa.pkcs8.replaceAll('\n', '\\n')),
  'own key pair joined by spaces': (holder) => ownPair(holder, rsa.pkcs8.replaceAll('\n', ' ')),
};

/** The Basic value without its scheme, both halves form-urlencoded. */
export function basicOf({ loginName, clientSecret }: Pick<Holder, 'loginName' | 'clientSecret'>): string {
  const [id, secret] = [loginName, clientSecret].map((text) => new URLSearchParams([['', text]]).toString().slice(1));
  return base64(`${id}:${secret}`);
}

export function ownPair({ ownKeyId, userId: user }: Pick<Holder, 'ownKeyId' | 'userId'>, pem: string): Inputs {
  return { 'private-key': pem, 'key-id': ownKeyId, 'user-id': user };
}

/** The lines of a PEM between BEGIN and END, which are masked one by one. */
export function bodyLines(pem: string): string[] {
  return pem.split('\n').filter((line) => line.length >= 8 && !line.startsWith('-----'));
}

/** The account of a fictitious instance, whose responses a test defines. */
export const holder: Holder = {
  loginName: 'ci-bot',
  userId,
  clientSecret: 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a',
  keyId,
  keyJson,
  ownKeyId: keyId,
  assertion: signJwt(rsa.pkcs8, { kid: keyId }, { iss: userId, sub: userId, aud: 'https://acme.zitadel.cloud' }),
  personalAccessToken: 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOo',
};
