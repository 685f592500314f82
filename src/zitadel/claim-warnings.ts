import type { Warning } from '../types/log.ts';
import type { Session } from '../types/step.ts';
import { sameButScheme, withDefaultPort } from '../util/hosts.ts';
import { decodeJwt } from '../util/json.ts';
import { quote } from '../util/text.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Warns of claims that can make the next step fail. An opaque token has no readable claims.
 * @param token the access token
 * @param userinfo the claims of userinfo, when it was requested
 */
export function claimWarnings(token: string, userinfo: Claims | undefined, session: Session): Warning[] {
  if (session.credential.token !== undefined) return [];
  const claims = decodeJwt(token)?.claims;
  const visible = userinfo ?? claims;
  if (visible === undefined) return [];
  return [
    otherIssuer(claims?.['iss'], session),
    missingRoles(visible, session.scopes),
    droppedOrganization(visible, session.scopes),
  ].filter((warning) => warning !== undefined);
}

/** ZITADEL silently drops these scopes for another organization than the account's own. */
function droppedOrganization(claims: Claims, scopes: readonly string[]): Warning | undefined {
  const dropped = scopes.filter((scope) => {
    const claim = /^urn:zitadel:iam:org:(?:id|domain:primary)(?=:)/.exec(scope)?.[0];
    return claim !== undefined && !(claim in claims);
  });
  const text = `The scope ${dropped.map(quote).join(', ')} had no effect: it is only for the account's own organization. To act in another one, grant the account a role there, and send its ID in the header x-zitadel-orgid.`;
  return dropped.length === 0 ? undefined : ['scope', text];
}

/** A next step may compare the token's issuer with the output 'issuer', character by character. */
function otherIssuer(iss: unknown, { issuer, credential, log }: Session): Warning | undefined {
  // If an assertion was signed for the issuer with its port, there is already a warning.
  const isKnown = credential.type === 'jwt-bearer' && iss === withDefaultPort(issuer);
  if (typeof iss !== 'string' || iss === issuer || isKnown) return undefined;
  const shown = quote(log.clean(iss));
  const isOther = URL.parse(iss)?.origin !== issuer && !sameButScheme(iss, issuer);
  const domain = isOther ? `Set 'domain' to ${shown} if that is the instance. ` : '';
  const text = `The "iss" of the token is ${shown}, not the output 'issuer' (${issuer}). A step that compares them rejects the token. ${domain}Configure a proxy to pass Host unchanged and to send X-Forwarded-Proto.`;
  return ['token-issuer', text];
}

/** Roles that were requested and are missing. Without a project among the scopes, there is already a warning. */
function missingRoles(claims: Claims, scopes: readonly string[]): Warning | undefined {
  const namesProject = scopes.some((scope) => /^urn:zitadel:iam:org:project:id:(?!zitadel:)[^:]+:aud$/.test(scope));
  if (!namesProject) return undefined;
  const roles = Object.entries(claims).flatMap(([name, value]) =>
    /^urn:zitadel:iam:org:project:(?:[^:]+:)?roles$/.test(name) ? Object.keys(value ?? {}) : [],
  );
  const missing = scopes.filter((scope) => {
    const [, all, role = ''] = /^urn:zitadel:iam:org:project(?:(s:roles)$|:role:(.+))/.exec(scope) ?? [];
    return all === undefined ? role !== '' && !roles.includes(role) : roles.length === 0;
  });
  const text = `The token contains no role for ${missing.map(quote).join(', ')}. Grant the account a role of the project (project → Authorizations), and check 'project-ids'.`;
  return missing.length === 0 ? undefined : ['no-role-in-token', text];
}
