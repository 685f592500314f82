import type { Session } from '../types.ts';
import { looksSecret } from '../util/secrets.ts';
import { quote } from '../util/text.ts';

/** The mistake behind "client not found", as far as the client id shows it. */
export function clientNotFound({ credential }: Session): string {
  const clientId = 'clientId' in credential ? (credential.clientId ?? '') : '';
  if (looksSecret(clientId)) {
    return `Check 'client-id' and 'client-secret': the first looks like a secret, so the two have probably changed places.`;
  }
  if (/^\d{15,}$/.test(clientId)) {
    return `Give the service account's login name, shown on its page, in 'client-id': a number is a user id, or the client id of an application, which gets no token this way.`;
  }
  if (/^\d{15,}@/.test(clientId)) {
    return `Give the login name of a service account in 'client-id': what is there looks like an application's client id, and applications get no token this way.`;
  }
  const suffix = clientId.includes('@')
    ? `the suffix ${quote(clientId.slice(clientId.lastIndexOf('@')))} is right only where the organization adds its domain to login names`
    : `where the organization adds its domain to login names, it ends in that (name@domain)`;
  return `Copy the login name from the service account's page: ${suffix}. If the account was made seconds ago, run the step again.`;
}

/** What the spelling of a refused secret shows. */
export function secretSpelling({ credential }: Session): string | undefined {
  return 'hint' in credential ? credential.hint : undefined;
}

/** For an account without any role that can read an organization. */
export const readerRole = `Grant the account a role with org.read, at least ORG_OWNER_VIEWER (organization → Administrators, formerly Managers), or use 'verify: userinfo', which needs no role.`;

/** No role in the organization of the check. */
export function noRoleFix({ orgId }: Session): string {
  return orgId === undefined
    ? readerRole
    : `Grant the account a role with org.read in organization ${orgId} (at least ORG_OWNER_VIEWER: organization → Administrators, formerly Managers), or correct 'org-id'.`;
}

/** For a token that was issued a moment ago: a deactivated account's tokens stop working. */
export function liveToken({ credential, issuer, origin }: Session): string {
  if (credential.type === 'personal-access-token') {
    return `Make a new personal access token (service account → Personal Access Tokens); check that its account is active, and that 'domain' is its instance.`;
  }
  return issuer === origin
    ? `Run the step again, since an instance of several servers may not know a new token everywhere at once; if it stays, check that the account is active.`
    : `Check that 'endpoint' (${origin}) leads to the instance ${issuer}, and to no other one; then that the account is active.`;
}
