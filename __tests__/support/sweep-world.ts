import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { startEmulator, type Emulator } from '../../emulators/zitadel/emulator.ts';
import { addKey } from '../../emulators/zitadel/keys.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import { keySentinels, type Sentinel } from './sentinels.ts';

/** A client secret as ZITADEL makes it by default, and one of a self-hosted instance that allows every symbol. */
export const letters = 'Qm7rXc2TzLw9KdVb4JyNs6PfGh3RaEu8QxWi5ZtMo1BnYkCjHv0SlDgFpUeXrTq2';
export const symbols = `S+w/3&e=p %0A::add-mask::"\\<x>$&.*[(^#@!|~'\`{}_?,;ü-Zq9`;

export const loginName = 'sweep-bot';

/** An instance with one service account, and everything secret that belongs to it. */
export interface SweepWorld {
  readonly emulator: Emulator;
  readonly clientSecret: string;
  readonly keyJson: string;
  readonly keyId: string;
  readonly userId: string;
  /** PKCS#8, RSA, with its public half uploaded under `ownKeyId`. */
  readonly ownPem: string;
  readonly ownKeyId: string;
  /** Signed elsewhere, good for five minutes. */
  readonly assertion: string;
  readonly personalAccessToken: string;
  readonly sentinels: readonly Sentinel[];
}

const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ownPem = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export async function startSweepWorld(clientSecret: string): Promise<SweepWorld> {
  const emulator = await startEmulator();
  const { state, origin } = emulator;
  const account = addServiceAccount(state, {
    userName: loginName,
    secret: clientSecret,
    key: true,
    personalAccessToken: true,
    roles: ['ORG_OWNER'],
  });
  const user = state.users.get(account.userId);
  if (user === undefined) throw new Error('the emulator lost its account');
  const { key } = addKey(state, { user, publicKey: own.publicKey });
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256', kid: key.id })
    .setIssuer(account.userId)
    .setSubject(account.userId)
    .setAudience(origin)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(own.privateKey);
  return {
    emulator,
    clientSecret,
    keyJson: account.keyJson,
    keyId: account.keyId,
    userId: account.userId,
    ownPem,
    ownKeyId: key.id,
    assertion,
    personalAccessToken: account.personalAccessToken,
    sentinels: [
      { name: 'the client secret', value: clientSecret },
      ...keySentinels('the key', account.keyJson),
      ...keySentinels('the own key', ownPem),
      { name: 'the assertion', value: signatureOf(assertion) },
      { name: 'the personal access token', value: account.personalAccessToken },
    ],
  };
}

/** What was sent and became secret by that: assertions signed on the way, Basic headers, the token. */
export function sentSentinels({ emulator }: SweepWorld): Sentinel[] {
  return emulator.requests.flatMap(({ headers, form }) => {
    const authorization = headers['authorization']?.replace(/^\w+ /, '') ?? '';
    const assertion = form['assertion'] ?? '';
    return [
      { name: 'an Authorization header', value: authorization },
      { name: "a sent assertion's signature", value: signatureOf(assertion) },
      { name: 'a revoked token', value: form['token'] ?? '' },
    ].filter(({ value }) => value !== '');
  });
}

/** An assertion's header and claims hold ids; what nobody may see is what makes it valid. */
function signatureOf(assertion: string): string {
  return assertion.split('.')[2] ?? '';
}
