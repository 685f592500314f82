import type { Session } from '../types.ts';
import { isInternal } from '../util/hosts.ts';
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

/** No instance under the host that was called. */
export function internalHost({ issuer, origin }: Session): string {
  if (issuer === origin && isInternal(origin)) {
    return `Set 'domain' to the instance's public name (its ExternalDomain, with scheme and port where they are not https and 443), and 'endpoint' to ${origin}.`;
  }
  return issuer === origin
    ? `Check 'domain' for a misspelling: it has to be the instance's own host name, as in the address of its console.`
    : `Check that 'domain' (${issuer}) is the instance's public name; 'endpoint' alone says where it is reached.`;
}
