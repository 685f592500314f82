import type { Session } from '../types/step.ts';
import { looksSecret } from '../util/secrets.ts';
import { findLookalike, quote } from '../util/text.ts';

/** The mistake that the client ID shows, when the server does not find the client. */
export function clientNotFound({ credential }: Session): string {
  const { clientId = '' } = credential;
  if (looksSecret(clientId)) {
    return `Exchange 'client-id' and 'client-secret': the value of 'client-id' looks like a secret.`;
  }
  const odd = findLookalike(clientId);
  if (odd !== undefined)
    return `Type the value of 'client-id' again: it contains ${odd}, which looks like another one.`;
  const rest = /^\d{15,}(@|$)/.test(clientId)
    ? `${quote(clientId)} looks like a user ID or the client ID of an application, which do not work here.`
    : `${
        clientId.includes('@')
          ? `A suffix such as ${quote(clientId.slice(clientId.lastIndexOf('@')))} changes with the organization's name or primary domain. If ${quote(clientId)} is the user name alone, the login name may be ${quote(`${clientId}@DOMAIN`)}, with the organization's domain`
          : `If the organization adds its domain to login names, the login name is name@domain`
      }. If the account was just created, re-run the step.`;
  return `Set 'client-id' to the login name on the service account's page. ${rest}`;
}

export const generateSecret = 'service account → Actions → Generate Client Secret';

export const newKeyFix = `Create a new key in ZITADEL (service account → Keys → New) and replace the stored key with it.`;

/** What the rejected value looks like comes first, because a working secret is more often stored wrongly than replaced. */
export function wrongSecretMeaning({ credential }: Session): string {
  const { looks, fix } = credential.shape?.() ?? {};
  const shape =
    fix === undefined && looks !== undefined
      ? `\nThe stored value ${looks}. By default, a client secret of ZITADEL has 64 letters and digits.`
      : '';
  return `The service account exists, but this is not its current client secret.${shape}`;
}

/** Names what was put around the secret. A new secret comes last, because it makes every copy of the old one invalid. */
export function wrongSecretFix({ credential }: Session): string {
  return (
    credential.shape?.().fix ??
    `Store the current client secret, whole and with nothing around it, as the GitHub secret that this step reads ("gh secret set NAME"). Only if it was replaced or lost, generate a new one (${generateSecret}): the old secret stops working immediately.`
  );
}

/** For an account without a role that can read the organization of the check. */
export function noRoleFix({ orgId }: Session): string {
  const [where, or] =
    orgId === undefined
      ? ['', `use 'verify: userinfo', which needs no role`]
      : [` in organization ${orgId}`, `correct 'org-id'`];
  return `Grant the account a role with org.read${where}, at least ORG_OWNER_VIEWER (organization → Administrators, formerly Managers), or ${or}.`;
}

export function invalidTokenFix({ credential, issuer, origin }: Session): string {
  if (credential.token !== undefined) {
    return `Check that the account is active, that 'domain' is its instance, and that the token is in its list (service account → Personal Access Tokens) and has not expired. Otherwise, create a new one and store it.`;
  }
  return issuer === origin
    ? `Re-run the step, because a server of the instance may not know a new token yet. If the error persists, check that the account is active.`
    : `Check that 'endpoint' (${origin}) leads to the instance ${issuer}, and that the account is active.`;
}

/** For a request that something in front of the instance changes or does not pass. */
export function passUnchanged(what: string, origin: string): string {
  return `Configure the proxy or gateway in front of ${origin} to pass ${what} unchanged.`;
}
