import { basicAuth, clientSecret } from '../credentials/client-credentials.ts';
import type { Credential, Grant, Revoker } from '../credentials/credential.ts';
import type { Log } from '../types/log.ts';
import type { Config } from '../types/step.ts';
import { configError } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import type { Inputs } from './inputs.ts';
import { projectAudience, zitadelAudience } from './audiences.ts';

/** Projects and roles are in a token that ZITADEL issues, but never in a personal access token. */
const projectsAndRoles = /^urn:zitadel:iam:org:project(s:roles$|:role:|:id:[^:]+:aud$)/;

type Requested = Pick<Config, 'scopes'> & { readonly warn: Log['warning'] };
type Limits = Pick<Config, 'scopes' | 'lifetimeMs' | 'revoke' | 'revoker'>;

/**
 * How the token's lifetime is limited: by revocation, by `token-lifetime-minutes`, or not at all; with the scopes for it.
 * With a lifetime, the exported token is a personal access token that the account creates for itself.
 * @throws ActionError `config` if that cannot work
 */
export function readRevocation(inputs: Inputs, credential: Credential, { scopes, warn }: Requested): Limits {
  const revoke = inputs.value('revoke') || inputs.given.has('token-lifetime-minutes');
  const revokesItself = canRevoke(credential);
  if (inputs.given.has('revocation-client-id') && (!revoke || revokesItself)) {
    const where = revoke ? 'with a client secret, which revokes the token itself' : `without 'revoke: true'`;
    warn('no-effect', `'revocation-client-id' has no effect ${where}. Remove it.`);
  }
  return revoke ? readLimit(inputs, credential, { scopes, warn }) : { scopes, revoke };
}

/** How the token is revoked or deleted when the job ends. */
function readLimit(inputs: Inputs, credential: Credential, { scopes, warn }: Requested): Limits {
  const minutes = inputs.value('token-lifetime-minutes');
  const hasLifetime = minutes !== undefined;
  if (credential.token !== undefined) {
    const name = hasLifetime ? `'token-lifetime-minutes'` : `'revoke: true'`;
    const message = `${name} does not work with a personal access token, because other jobs may use it.`;
    throw configError('revoke-personal-access-token', message, `Remove ${name}, or use a client secret or a key.`);
  }
  const revoker = readRevoker(inputs);
  if (revoker === undefined && !hasLifetime) {
    const message = `'revoke: true' needs 'revocation-client-id' with a key, an assertion, or a user name that contains white space.`;
    const fix = `Replace 'revoke' with 'token-lifetime-minutes: 60', or create an application in ZITADEL (type Native, method None) and set 'revocation-client-id' to its client ID.`;
    throw configError('revoke-without-application', message, fix);
  }
  if (hasLifetime && scopes.some((scope) => projectsAndRoles.test(scope) && scope !== zitadelAudience)) {
    warn(
      'token-lifetime',
      `With 'token-lifetime-minutes', the token is opaque and can do whatever the account can do; requested projects and roles have no effect. ` +
        `If an API validates JWTs itself, remove 'token-lifetime-minutes'.`,
    );
  }
  // The ID token contains the user ID if the credential does not.
  const openid = hasLifetime && credential.userId === undefined ? ['openid'] : [];
  return {
    lifetimeMs: hasLifetime ? minutes * 60_000 : undefined,
    revoke: true,
    revoker,
    scopes: [...new Set([...scopes, ...openid, ...(revoker?.scopes ?? [])])],
  };
}

/**
 * Who can revoke the token: the client secret itself, otherwise a public application. ZITADEL revokes a token for a client
 * only if the token's audience contains that client, so each needs scopes. Reads no other input, because a key file may be
 * gone when the job ends.
 * @returns undefined if no input names such a client
 */
export function readRevoker({ value }: Inputs): Revoker | undefined {
  const [secret, basic, id] = [value('client-secret'), value('basic-auth'), value('revocation-client-id')];
  const grant = secret === undefined ? basic && basicAuth(basic) : clientSecret(value('client-id') ?? '', secret);
  if (grant && canRevoke(grant)) {
    const { label, clientId = '' } = grant;
    return { label, ...grant.parameters(0), scopes: userNames(clientId).map(projectAudience) };
  }
  return id === undefined
    ? undefined
    : { label: `application ${quote(id)}`, form: { client_id: id }, headers: {}, scopes: [projectAudience(id)] };
}

/** Whether a credential revokes its own token: a client secret, unless white space keeps its user name out of a scope. */
function canRevoke({ clientId }: Pick<Grant, 'clientId'>): boolean {
  return clientId !== undefined && !/\s/.test(clientId);
}

/**
 * ZITADEL compares the user name exactly, and only the login name is known: it may have a suffix, and its letters may be
 * in another case.
 */
function userNames(loginName: string): string[] {
  const names = [loginName, loginName.replace(/(?<=.)@[^@]*$/, '')];
  return [...new Set([...names, ...names.map((name) => name.toLowerCase())])];
}
