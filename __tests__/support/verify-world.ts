import { startEmulator, type Emulator } from '../../emulators/zitadel/emulator.ts';
import { addOrganization } from '../../emulators/zitadel/organizations.ts';
import { addServiceAccount, type ServiceAccountData } from '../../emulators/zitadel/start-data.ts';
import type { Organization, Version } from '../../emulators/zitadel/state.ts';

/** An instance with organizations in every state, and accounts with every kind of role. */
export interface VerifyWorld {
  readonly emulator: Emulator;
  readonly organizations: Readonly<Record<'own' | 'other' | 'inactive' | 'removed', Organization>>;
  /** The inputs of a step that uses the account of that name. */
  readonly inputsOf: (account: string) => Record<string, string>;
  readonly userIdOf: (account: string) => string;
}

const past = '2025-01-01T00:00:00Z';

export async function startVerifyWorld(version: Version): Promise<VerifyWorld> {
  const emulator = await startEmulator({ version });
  const { state, origin: domain } = emulator;
  const other = addOrganization(state, 'Other');
  const inactive = addOrganization(state, 'Asleep');
  const removed = addOrganization(state, 'Gone');
  const accounts: readonly ServiceAccountData[] = [
    { userName: 'viewer', roles: ['ORG_OWNER_VIEWER'] },
    { userName: 'user-manager', roles: ['ORG_USER_MANAGER'] },
    { userName: 'settings-manager', roles: ['ORG_SETTINGS_MANAGER'] },
    { userName: 'project-creator', roles: ['ORG_PROJECT_CREATOR'] },
    { userName: 'no-role' },
    { userName: 'in-project' },
    { userName: 'instance-owner', roles: ['IAM_OWNER'] },
    { userName: 'sleeper', organizationId: inactive.id, roles: ['ORG_OWNER'] },
    { userName: 'jwt-bot', tokenType: 'JWT', roles: ['ORG_OWNER'] },
    { userName: 'token-holder', personalAccessToken: true, roles: ['ORG_OWNER_VIEWER'] },
    { userName: 'late-holder', personalAccessToken: { expirationDate: past }, roles: ['ORG_OWNER_VIEWER'] },
  ];
  const added = new Map(
    accounts.map((data) => [data.userName, addServiceAccount(state, { secret: true, ...data })] as const),
  );
  const find = (name: string): NonNullable<ReturnType<typeof added.get>> & { personalAccessToken?: string } => {
    const account = added.get(name);
    if (account === undefined) throw new Error(`No account is called ${name}.`);
    return account;
  };
  const project = { id: '350000000000000001', name: 'P', organizationId: emulator.organization.id };
  state.projects.set(project.id, { ...project, sequence: 1, creationDate: 0, changeDate: 0 });
  state.memberships.push({
    userId: find('in-project').userId,
    of: { projectId: project.id },
    roles: ['PROJECT_OWNER'],
  });
  inactive.state = 'inactive';
  removed.state = 'removed';
  return {
    emulator,
    organizations: { own: emulator.organization, other, inactive, removed },
    userIdOf: (name) => find(name).userId,
    inputsOf(name) {
      const { loginName, clientSecret, personalAccessToken } = find(name);
      return personalAccessToken === undefined
        ? { domain, 'client-id': loginName, 'client-secret': clientSecret }
        : { domain, 'personal-access-token': personalAccessToken };
    },
  };
}
