import type { Organization } from './world.ts';
import type { Provisioning } from './provisioning.ts';

/** @param suffix whether its domain is part of login names. Always set, because the default of instances differs. */
export async function createOrganization(
  { admin, run, organizations }: Provisioning,
  kind: string,
  { suffix = false } = {},
): Promise<Organization> {
  const name = `zitadel-token-action e2e ${run} ${kind}`;
  const { id } = await admin<{ id: string }>('POST /management/v1/orgs', { body: { name } });
  organizations.push(id);
  const policy = { userLoginMustBeDomain: suffix, validateOrgDomains: false };
  await admin(`POST /admin/v1/orgs/${id}/policies/domain`, {
    body: { ...policy, smtpSenderAddressMatchesInstanceDomain: false },
  });
  const { org } = await admin<{ org: { primaryDomain: string } }>('GET /management/v1/orgs/me', { orgId: id });
  return { id, name, domain: org.primaryDomain };
}

/** Its accounts can still request tokens. */
export async function deactivateOrganization({ admin }: Provisioning, { id }: Organization): Promise<void> {
  await admin('POST /management/v1/orgs/me/_deactivate', { orgId: id });
}
