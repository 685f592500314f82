import type { Session } from '../types.ts';
import { sameButScheme, withDefaultPort } from '../util/hosts.ts';
import { decodeJwt } from '../util/json.ts';
import { quote } from '../util/text.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * What a token's claims show that the next step will stumble over. An opaque token has none that can be read.
 * @param token the access token
 * @param userinfo the claims of userinfo, when it was requested
 */
export function claimWarnings(token: string, userinfo: Claims | undefined, session: Session): string[] {
  if (session.credential.type === 'personal-access-token') return [];
  const claims = decodeJwt(token)?.claims;
  return [otherIssuer(claims?.['iss'], session), missingRoles(userinfo ?? claims, session.scopes)].filter(
    (warning) => warning !== undefined,
  );
}

/** A next step that reads the issuer from the output compares it with the token's, character by character. */
function otherIssuer(iss: unknown, { issuer, credential, log }: Session): string | undefined {
  // Where an assertion was signed for the other spelling, a warning has said why.
  const isTold = credential.type === 'jwt-bearer' && iss === withDefaultPort(issuer);
  if (typeof iss !== 'string' || iss === issuer || isTold) return undefined;
  const shown = quote(log.clean(iss));
  const isOther = URL.parse(iss)?.origin !== issuer && !sameButScheme(iss, issuer);
  const domain = isOther ? `Set 'domain' to ${shown} if that is the instance. ` : '';
  return `The "iss" of the token is ${shown}, not the output 'issuer' (${issuer}): a step that compares them rejects the token. ${domain}Configure a proxy in front of the instance to keep Host and to send x-forwarded-proto.`;
}

/** Roles that were requested and are not there. Without a project among the scopes another warning has said why. */
function missingRoles(claims: Claims | undefined, scopes: readonly string[]): string | undefined {
  const namesProject = scopes.some((scope) => /^urn:zitadel:iam:org:project:id:(?!zitadel:)[^:]+:aud$/.test(scope));
  if (claims === undefined || !namesProject) return undefined;
  const roles = Object.entries(claims).flatMap(([name, value]) =>
    /^urn:zitadel:iam:org:project:(?:[^:]+:)?roles$/.test(name) ? Object.keys(value ?? {}) : [],
  );
  const missing = scopes.filter((scope) => {
    const [, kind, key = ''] = /^urn:zitadel:iam:org:project(s:roles$|:role:(.+))/.exec(scope) ?? [];
    return kind !== undefined && (key === '' ? roles.length === 0 : !roles.includes(key));
  });
  if (missing.length === 0) return undefined;
  return `The token contains no role for ${missing.map(quote).join(', ')}. Grant the account a role of the project (project → Authorizations), and check 'project-ids'.`;
}
