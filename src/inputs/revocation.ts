import { configError } from '../util/errors.ts';
import { basicAuth, clientSecret } from '../credentials/client-credentials.ts';
import type { GrantParameters, Grant } from '../credentials/credential.ts';
import type { Inputs } from './inputs.ts';
import { quote } from '../util/text.ts';
import { projectAudience } from './scopes.ts';

/**
 * ZITADEL revokes a token for a client whose id stands in the token's audience, so that id is asked for as a scope.
 * @param revocationClientId the client id of a public application; needed for a key or an assertion
 * @returns the scopes to ask for in addition
 */
export function revocationScopes(grant: Grant, revocationClientId: string): string[] {
  if (grant.clientId !== undefined) return userNames(grant.clientId).map(projectAudience);
  if (revocationClientId !== '') return [projectAudience(revocationClientId)];
  throw configError(
    'revoke-without-application',
    `'revoke: true' with a key or an assertion needs 'revocation-client-id': ZITADEL lets no key revoke its own token.`,
    `Make an application in ZITADEL (type Native, authentication method None) and give its client id in 'revocation-client-id'.`,
  );
}

/**
 * The comparison is exact and wants the user name, of which only the login name is known: it may have a suffix or not,
 * and its letters may be in another case.
 */
function userNames(loginName: string): string[] {
  const at = loginName.lastIndexOf('@');
  const names = at > 0 ? [loginName, loginName.slice(0, at)] : [loginName];
  return [...new Set([...names, ...names.map((name) => name.toLowerCase())])];
}

/** Who revokes, as messages name it, and what it adds to the request. */
interface Revoker extends GrantParameters {
  readonly label: string;
}

function revoker(grant: Grant): Revoker {
  return { label: grant.label, ...grant.parameters(0) };
}

/**
 * Who revokes: the client secret by itself, else the public application (RFC 7009 §2.1). Reads nothing else, since a key
 * file may be gone by the time the job ends.
 */
export function readRevocation(inputs: Inputs): Revoker {
  const { clientSecret: secret, basicAuth: basic } = inputs.secrets;
  if (secret !== '') return revoker(clientSecret(inputs.plain('client-id'), secret));
  if (basic !== undefined) return revoker(basicAuth(basic));
  const clientId = inputs.plain('revocation-client-id');
  if (clientId !== '')
    return { label: `application ${quote(clientId)}`, form: { client_id: clientId }, headers: {}, secrets: [] };
  throw configError(
    'not-revoked',
    `The credential that could revoke it is no longer among the inputs.`,
    `Let the step's inputs depend on nothing that changes during the job.`,
  );
}
