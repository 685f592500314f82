import type { CredentialName, Inputs } from './credentials.ts';
import type { World } from './world.ts';

interface Revoking {
  readonly account?: string;
  readonly credential?: CredentialName;
  /** Changes the spelling of the login name. */
  readonly spell?: (loginName: string) => string;
}

/** Every credential whose tokens can be revoked. */
const revocations = {
  'client secret': {},
  'suffixed login name': { account: 'sub@bot' },
  'suffixed login name in upper case': { account: 'sub@bot', spell: (name) => name.toUpperCase() },
  'upper-case login name': { spell: (name) => name.toUpperCase() },
  'user name with capitals': { account: 'CI-Bot-2' },
  'basic-auth': { credential: 'basic-auth' },
  'account of JWT tokens': { account: 'jwt-bot' },
  'key JSON': { credential: 'key JSON' },
  'own key pair': { credential: 'own key pair' },
  assertion: { credential: 'assertion' },
} as const satisfies Record<string, Revoking>;

export type RevocationName = keyof typeof revocations;
export const revocationNames = Object.keys(revocations) as RevocationName[];

/** The inputs of a step that revokes its token when the job ends. */
export function revokingInputs({ inputsOf, account, application }: World, name: RevocationName): Inputs {
  const { account: user = 'ci-bot', credential = 'client secret', spell }: Revoking = revocations[name];
  const bySecret = credential === 'client secret' || credential === 'basic-auth';
  return {
    ...inputsOf(user, credential),
    ...(spell !== undefined && { 'client-id': spell(account(user).loginName) }),
    ...(!bySecret && { 'revocation-client-id': application.clientId }),
    revoke: 'true',
  };
}
