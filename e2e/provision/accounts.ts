import { randomUUID } from 'node:crypto';
import type { Account, AccountWithSecret, Organization } from './world.ts';
import type { Provisioning } from './provisioning.ts';

/** How an account differs from the default. */
interface AccountKind {
  /** Part of its name. */
  readonly name: string;
  readonly tokenType?: 'BEARER' | 'JWT';
  /** Whether its organization's domain is part of its login name. */
  readonly suffix?: boolean;
}

export async function createAccount(
  { admin, run }: Provisioning,
  { id, domain }: Organization,
  { name, tokenType = 'BEARER', suffix = false }: AccountKind,
): Promise<Account> {
  const userName = `e2e-${name}-${run}`;
  const body = { userName, name: userName, accessTokenType: `ACCESS_TOKEN_TYPE_${tokenType}` };
  const { userId } = await admin<{ userId: string }>('POST /management/v1/users/machine', { orgId: id, body });
  return { userId, loginName: suffix ? `${userName}@${domain}` : userName };
}

export async function createAccountWithSecret(
  provisioning: Provisioning,
  organization: Organization,
  kind: AccountKind,
): Promise<AccountWithSecret> {
  const account = await createAccount(provisioning, organization, kind);
  const { clientSecret } = await provisioning.admin<{ clientSecret: string }>(
    `PUT /management/v1/users/${account.userId}/secret`,
    { orgId: organization.id },
  );
  return { ...account, clientSecret };
}

export async function createHuman({ admin, run }: Provisioning, { id }: Organization): Promise<Account> {
  const username = `e2e-human-${run}`;
  const body = {
    username,
    profile: { givenName: 'E2E', familyName: 'Human' },
    email: { email: `${username}@example.com`, isVerified: true },
    password: { password: `Aa1!${randomUUID()}`, changeRequired: false },
  };
  const { userId } = await admin<{ userId: string }>('POST /v2/users/human', { orgId: id, body });
  return { userId, loginName: username };
}

/** Deactivates, locks or removes an account. */
export async function disableAccount(
  { admin }: Provisioning,
  { id }: Organization,
  { userId }: Account,
  how: '_deactivate' | '_lock' | 'remove',
): Promise<void> {
  const user = `/management/v1/users/${userId}`;
  await admin(how === 'remove' ? `DELETE ${user}` : `POST ${user}/${how}`, { orgId: id });
}

/** A role in the organization, or in one of its projects. */
export async function grantRole(
  { admin }: Provisioning,
  { id }: Organization,
  { userId, role, projectId }: { userId: string; role: string; projectId?: string },
): Promise<void> {
  const place = projectId === undefined ? 'orgs/me' : `projects/${projectId}`;
  await admin(`POST /management/v1/${place}/members`, { orgId: id, body: { userId, roles: [role] } });
}
