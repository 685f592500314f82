import type { InProcessStep } from './in-process.ts';
import { base64, keyFields, keyId, keyJson, p256, rsa, userId, type TestKey } from './keys.ts';
import { accessToken, issuer, secretHeader, secretInputs } from './zitadel.ts';

/** When these steps run: 5 o'clock. */
export const now = (): number => Date.UTC(2026, 10, 24, 5, 0, 0);

/** The outputs of a step that gets the ordinary token. */
export const issued = {
  token_type: 'Bearer',
  expires_in: '43199',
  expires_at: '2026-11-24T16:59:59Z',
  issuer,
  access_token: accessToken,
};

/** A kind of credential that a token is asked for with. */
export interface CredentialKind {
  readonly kind: string;
  readonly step: InProcessStep;
  /** As messages name it. */
  readonly account: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What has to be masked before anything is said. */
  readonly secrets: readonly string[];
  /** What signs its assertion. */
  readonly key?: TestKey;
}

const { domain, 'client-secret': secret } = secretInputs;
const ownPair = { domain, 'key-id': keyId, 'user-id': userId };
const dated = base64(JSON.stringify({ ...keyFields, expirationDate: '2027-03-01T12:00:00Z' }));
const bySecret = { account: 'client secret of "ci-bot"', outputs: issued };
const byKey = { account: `key "${keyId}" of user "${userId}"`, outputs: { ...issued, user_id: userId } };

export const credentialKinds: readonly CredentialKind[] = [
  {
    kind: 'client secret',
    step: { inputs: secretInputs },
    secrets: [secret, secretHeader.replace('Basic ', '')],
    ...bySecret,
  },
  {
    kind: 'basic-auth',
    step: { inputs: { domain, 'basic-auth': secretHeader } },
    secrets: [secret, secretHeader.replace('Basic ', '')],
    ...bySecret,
  },
  {
    kind: 'key',
    step: { inputs: { domain, 'service-account-key': keyJson } },
    secrets: bodyLines(rsa.traditional),
    key: rsa,
    ...byKey,
  },
  {
    kind: 'key in base64, with an end',
    step: { inputs: { domain, 'service-account-key': dated } },
    secrets: [dated, ...bodyLines(rsa.traditional)],
    key: rsa,
    account: byKey.account,
    outputs: { ...byKey.outputs, credential_expires_at: '2027-03-01T12:00:00Z' },
  },
  {
    kind: 'key file',
    step: { inputs: { domain, 'service-account-key-file': 'key.json' }, files: { 'key.json': keyJson } },
    secrets: bodyLines(rsa.traditional),
    key: rsa,
    ...byKey,
  },
  {
    kind: 'own RSA pair',
    step: { inputs: { ...ownPair, 'private-key': rsa.pkcs8 } },
    secrets: bodyLines(rsa.pkcs8),
    key: rsa,
    ...byKey,
  },
  {
    kind: 'own P-256 pair',
    step: { inputs: { ...ownPair, 'private-key': p256.traditional } },
    secrets: bodyLines(p256.traditional),
    key: p256,
    ...byKey,
  },
];

function bodyLines(pem: string): string[] {
  return pem.split('\n').filter((line) => line.length >= 8 && !line.startsWith('-----'));
}
