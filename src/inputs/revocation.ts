import { basicAuth, clientSecret } from '../credentials/client-credentials.ts';
import type { Grant, Revoker } from '../credentials/credential.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import type { Inputs } from './inputs.ts';
import { projectAudience } from './scopes.ts';

/**
 * Who can revoke the token: the client secret itself, otherwise a public application. ZITADEL revokes a token for a client
 * only if the token's audience contains that client, so each needs scopes. Reads no other input, because a key file may be
 * gone when the job ends.
 * @returns undefined if no input names such a client
 */
export function readRevoker(inputs: Inputs): Revoker | undefined {
  const grant = readClientSecret(inputs);
  if (grant !== undefined && canRevoke(grant)) {
    const { label } = grant;
    return { label, ...grant.parameters(0), scopes: userNames(grant.clientId ?? '').map(projectAudience) };
  }
  const id = inputs.value('revocation-client-id');
  return id === undefined
    ? undefined
    : { label: `application ${quote(id)}`, form: { client_id: id }, headers: {}, scopes: [projectAudience(id)] };
}

/** Whether a credential revokes its own token: a client secret, unless white space keeps its user name out of a scope. */
export function canRevoke({ clientId }: { readonly clientId?: string | undefined }): boolean {
  return clientId !== undefined && !/\s/.test(clientId);
}

function readClientSecret({ value }: Inputs): Grant | undefined {
  const secret = value('client-secret');
  if (secret !== undefined) return clientSecret(value('client-id') ?? '', secret);
  const basic = value('basic-auth');
  return basic === undefined ? undefined : basicAuth(basic);
}

/**
 * ZITADEL compares the user name exactly, and only the login name is known: it may have a suffix, and its letters may be
 * in another case.
 */
function userNames(loginName: string): string[] {
  const at = loginName.lastIndexOf('@');
  const names = at > 0 ? [loginName, loginName.slice(0, at)] : [loginName];
  return [...new Set([...names, ...names.map((name) => name.toLowerCase())])];
}

/** 'revoke: true' with a credential that cannot revoke its token, and no application that can. */
export function noRevoker({ clientId }: Grant): ActionError {
  const cause =
    clientId === undefined
      ? `with a key or an assertion needs 'revocation-client-id', because a key cannot revoke its token`
      : `needs 'revocation-client-id' if the user name contains white space`;
  return configError(
    'revoke-without-application',
    `'revoke: true' ${cause}.`,
    `Replace 'revoke' with 'token-lifetime-minutes: 60', or create an application in ZITADEL (type Native, method None) and set 'revocation-client-id' to its client ID.`,
  );
}
