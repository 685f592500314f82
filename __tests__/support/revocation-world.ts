import { SignJWT } from 'jose';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import { addKey } from '../../emulators/zitadel/keys.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import { addOrganization } from '../../emulators/zitadel/organizations.ts';
import type { Application } from '../../emulators/zitadel/state.ts';
import { rsa } from './keys.ts';

const roles = ['ORG_OWNER_VIEWER'];

type Credential =
  | 'client secret'
  | 'suffixed login name'
  | 'suffixed login name in upper case'
  | 'upper-case login name'
  | 'user name with capitals'
  | 'basic-auth'
  | 'account of JWT tokens'
  | 'key'
  | 'own key pair'
  | 'assertion';

/** An instance with a public application, and every credential whose tokens can be revoked. */
export interface RevocationWorld {
  readonly emulator: Emulator;
  readonly application: Application;
  /** The inputs of a step that revokes, by the credential. */
  readonly inputs: Readonly<Record<Credential, Readonly<Record<string, string>>>>;
  /** What ZITADEL answers to the token, at userinfo and at orgs/me. */
  readonly judge: (token: string) => Promise<{ userinfo: number; organization: number }>;
}

export async function startRevocationWorld(options: EmulatorOptions = {}): Promise<RevocationWorld> {
  const emulator = await startEmulator(options);
  const { state, origin: domain } = emulator;
  const project = { id: '350000000000000001', name: 'P', organizationId: emulator.organization.id };
  state.projects.set(project.id, { ...project, sequence: 1, creationDate: 0, changeDate: 0 });
  const application: Application = {
    id: '350000000000000002',
    projectId: project.id,
    name: 'Revoker',
    clientId: '350000000000000003',
    kind: 'OIDC',
    authMethod: 'none',
  };
  state.applications.set(application.id, application);
  const suffixing = addOrganization(state, 'Suffix Org');
  suffixing.loginNamesHaveDomain = true;

  const bot = addServiceAccount(state, { userName: 'ci-bot', secret: true, key: true, roles });
  const capitals = addServiceAccount(state, { userName: 'CI-Bot-2', secret: true, roles });
  const jwt = addServiceAccount(state, { userName: 'jwt-bot', secret: true, tokenType: 'JWT', roles });
  const suffixed = addServiceAccount(state, {
    userName: 'sub@bot',
    secret: true,
    organizationId: suffixing.id,
    roles,
  });
  const { key } = addKey(state, { user: state.users.get(bot.userId)!, publicKey: rsa.publicKey });
  const assertion = await new SignJWT({ iss: bot.userId, sub: bot.userId, aud: domain })
    .setProtectedHeader({ alg: 'RS256', kid: key.id })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(rsa.privateKey);
  const shared = { domain, revoke: 'true' };
  const bySecret = (id: string, secret: string): Record<string, string> => ({
    ...shared,
    'client-id': id,
    'client-secret': secret,
  });
  const byApplication = { ...shared, 'revocation-client-id': application.clientId };
  return {
    emulator,
    application,
    inputs: {
      'client secret': bySecret(bot.loginName, bot.clientSecret),
      'suffixed login name': bySecret(suffixed.loginName, suffixed.clientSecret),
      'suffixed login name in upper case': bySecret(suffixed.loginName.toUpperCase(), suffixed.clientSecret),
      'upper-case login name': bySecret('CI-BOT', bot.clientSecret),
      'user name with capitals': bySecret(capitals.loginName, capitals.clientSecret),
      'basic-auth': {
        ...shared,
        'basic-auth': Buffer.from(`${bot.loginName}:${bot.clientSecret}`).toString('base64'),
      },
      'account of JWT tokens': bySecret(jwt.loginName, jwt.clientSecret),
      key: { ...byApplication, 'service-account-key': bot.keyJson },
      'own key pair': { ...byApplication, 'private-key': rsa.pkcs8, 'key-id': key.id, 'user-id': bot.userId },
      assertion: { ...byApplication, assertion },
    },
    async judge(token) {
      const headers = { authorization: `Bearer ${token}` };
      const [userinfo, organization] = await Promise.all(
        ['/oidc/v1/userinfo', '/management/v1/orgs/me'].map(async (path) => await fetch(domain + path, { headers })),
      );
      return { userinfo: userinfo?.status ?? 0, organization: organization?.status ?? 0 };
    },
  };
}
