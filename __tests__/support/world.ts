import type { Emulator, EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import { addKey } from '../../emulators/zitadel/keys.ts';
import { addOrganization } from '../../emulators/zitadel/organizations.ts';
import {
  addServiceAccount,
  type AnyServiceAccount,
  type ServiceAccountData,
} from '../../emulators/zitadel/start-data.ts';
import type { Application, Organization, State } from '../../emulators/zitadel/state.ts';
import { credentials, type CredentialKind, type CredentialName, type Holder, type Inputs } from './credentials.ts';
import { openEmulator } from './emulator.ts';
import { rsa } from './keys.ts';
import { signJwt } from './sign-jwt.ts';

/** An emulated instance with organizations in every state, and accounts of every kind. */
export interface World {
  readonly emulator: Emulator;
  readonly organizations: Readonly<Record<'own' | 'other' | 'inactive' | 'removed' | 'suffixing', Organization>>;
  /** A public application, through which tokens can be revoked. */
  readonly application: Application;
  readonly account: (name: string) => Holder;
  /** The inputs of a step that uses this account, by default "ci-bot", by its client secret if it has one. */
  readonly inputsOf: (account?: string, credential?: CredentialName) => Inputs;
  /** The statuses of userinfo and orgs/me with the token. */
  readonly judge: (token: string) => Promise<{ userinfo: number; organization: number }>;
  /** The requests so far, as `POST /path`. */
  readonly calls: () => string[];
}

export interface WorldOptions extends EmulatorOptions {
  /** The client secret of "ci-bot", by default in ZITADEL's default form. */
  readonly clientSecret?: string | undefined;
}

const past = '2025-01-01T00:00:00Z';
const reader = ['ORG_OWNER_VIEWER'];

export async function startWorld({ clientSecret, ...options }: WorldOptions = {}): Promise<World> {
  const emulator = await openEmulator(options);
  const { state } = emulator;
  const organizations = addOrganizations(state, emulator.organization);
  const application = addApplication(state, emulator.organization.id);
  const accounts: readonly ServiceAccountData[] = [
    { userName: 'ci-bot', secret: clientSecret ?? true, key: true, personalAccessToken: true, roles: reader },
    { userName: 'CI-Bot-2', secret: true, roles: reader },
    { userName: 'jwt-bot', secret: true, tokenType: 'JWT', roles: ['ORG_OWNER'] },
    { userName: 'sub@bot', secret: true, organizationId: organizations.suffixing.id, roles: reader },
    { userName: 'user-manager', secret: true, roles: ['ORG_USER_MANAGER'] },
    { userName: 'settings-manager', secret: true, roles: ['ORG_SETTINGS_MANAGER'] },
    { userName: 'project-creator', secret: true, roles: ['ORG_PROJECT_CREATOR'] },
    { userName: 'no-role', secret: true },
    { userName: 'in-project', secret: true },
    { userName: 'instance-owner', secret: true, roles: ['IAM_OWNER'] },
    { userName: 'sleeper', secret: true, organizationId: organizations.inactive.id, roles: ['ORG_OWNER'] },
    { userName: 'token-holder', personalAccessToken: true, roles: reader },
    { userName: 'late-holder', personalAccessToken: { expirationDate: past }, roles: reader },
  ];
  const holders = new Map(accounts.map((data) => [data.userName, addHolder(emulator, data)] as const));
  const account = (name: string): Holder => {
    const found = holders.get(name);
    if (found === undefined) throw new Error(`No account is called ${name}.`);
    return found;
  };
  const { userId } = account('in-project');
  state.memberships.push({ userId, of: { projectId: application.projectId }, roles: ['PROJECT_OWNER'] });
  organizations.inactive.state = 'inactive';
  organizations.removed.state = 'removed';
  return {
    emulator,
    organizations,
    application,
    account,
    inputsOf(name = 'ci-bot', credential) {
      const holder = account(name);
      const usual = holder.clientSecret === '' ? 'personal access token' : 'client secret';
      const kind: CredentialKind = credentials[credential ?? usual];
      return { domain: emulator.origin, ...kind.inputs(holder) };
    },
    async judge(token) {
      const headers = { authorization: `Bearer ${token}` };
      const [userinfo, organization] = await Promise.all(
        ['/oidc/v1/userinfo', '/management/v1/orgs/me'].map(
          async (path) => await fetch(emulator.origin + path, { headers }),
        ),
      );
      return { userinfo: userinfo?.status ?? 0, organization: organization?.status ?? 0 };
    },
    calls: () => emulator.requests.map(({ method, path }) => `${method} ${path}`),
  };
}

function addOrganizations(state: State, own: Organization): World['organizations'] {
  const suffixing = addOrganization(state, 'Suffix Org');
  suffixing.loginNamesHaveDomain = true;
  return {
    own,
    other: addOrganization(state, 'Other'),
    inactive: addOrganization(state, 'Asleep'),
    removed: addOrganization(state, 'Gone'),
    suffixing,
  };
}

function addApplication(state: State, organizationId: string): Application {
  const project = { id: '350000000000000001', name: 'P', organizationId };
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
  return application;
}

/** Adds an account to an emulator. If the account has a key, the key pair of the tests is also uploaded. Other fields are empty. */
export function addHolder(emulator: Emulator, data: ServiceAccountData): Holder {
  const { state, origin } = emulator;
  const made: AnyServiceAccount = addServiceAccount(state, data);
  const { userId, loginName } = made;
  const all = { clientSecret: '', keyId: '', keyJson: '', personalAccessToken: '', ...made };
  const user = state.users.get(userId);
  if (user === undefined || data.key === undefined) return { ...all, loginName, ownKeyId: '', assertion: '' };
  const ownKeyId = addKey(state, { user, publicKey: rsa.publicKey }).key.id;
  const assertion = signJwt(rsa.pkcs8, { kid: ownKeyId }, { iss: userId, sub: userId, aud: origin });
  return { ...all, loginName, ownKeyId, assertion };
}
