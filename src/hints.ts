import type { Asked } from './asked.ts';
import { looksSecret } from './inputs.ts';
import { isInternal } from './origin.ts';

/** The mistake behind "client not found", as far as the client id shows it. */
export function clientNotFound({ credential }: Asked): string {
  const clientId = 'clientId' in credential ? (credential.clientId ?? '') : '';
  if (looksSecret(clientId)) {
    return `'client-id' looks like a client secret: the two inputs have probably changed places.`;
  }
  if (/^\d{15,}$/.test(clientId)) {
    return `'client-id' is a number, as a user id or an application's client id is. Give the service account's login name, shown on its page as "Login Name".`;
  }
  if (/^\d{15,}@/.test(clientId)) {
    return `'client-id' is an application's client id. Give the login name of a service account; applications get no token this way.`;
  }
  const suffix = clientId.includes('@')
    ? `it ends in @${clientId.slice(clientId.lastIndexOf('@') + 1)}, which is too much unless the organization adds its domain to login names`
    : `it has no suffix, and an organization may add its domain (name@domain)`;
  return `Copy the login name from the service account's page into 'client-id': ${suffix}. If the account was made seconds ago, run the step again.`;
}

/** What the spelling of a refused secret shows. */
export function secretSpelling({ credential }: Asked): string | undefined {
  return 'hint' in credential ? credential.hint : undefined;
}

/** No instance under the host that was called. */
export function internalHost({ issuer, origin }: Asked): string {
  if (issuer === origin && isInternal(origin)) {
    return `Set 'domain' to the instance's public name (its ExternalDomain, with the port), and 'endpoint' to ${origin}.`;
  }
  return issuer === origin
    ? `Check 'domain' for a misspelling: it has to be the instance's own host name, with its port, as in the address of its console.`
    : `Check that 'domain' (${issuer}) is the instance's public name; 'endpoint' alone says where it is reached.`;
}
