import type { Grant } from '../credentials/credential.ts';
import type { Log } from '../types/log.ts';
import { configError } from '../util/errors.ts';
import { isId } from '../util/ids.ts';
import { quote } from '../util/text.ts';
import { zitadelAudience } from './scopes.ts';

/** Projects and roles are in a token that ZITADEL issues, but never in a personal access token. */
const projectsAndRoles = /^urn:zitadel:iam:org:project(s:roles$|:role:|:id:[^:]+:aud$)/;

/**
 * How long the exported token is valid: it is a personal access token that the account creates for itself.
 * @param scopes what the step requests
 * @returns milliseconds
 * @throws ActionError `config` if that cannot work
 */
export function readLifetime(
  minutes: number,
  { userId }: Grant,
  { scopes, warn }: { readonly scopes: readonly string[]; readonly warn: Log['warning'] },
): number {
  if (!scopes.includes(zitadelAudience)) {
    throw configError(
      'token-lifetime',
      `'token-lifetime-minutes' needs the audience of ZITADEL's APIs, which 'scopes' does not contain.`,
      `Add ${zitadelAudience} to 'scopes'.`,
    );
  }
  if (userId !== undefined && !isId(userId)) {
    throw configError(
      'invalid-id',
      `The user ID ${quote(userId)} is not valid.`,
      `Copy the user ID from the page of the service account in ZITADEL.`,
    );
  }
  if (scopes.some((scope) => projectsAndRoles.test(scope) && scope !== zitadelAudience)) {
    warn(
      'token-lifetime',
      `With 'token-lifetime-minutes', the token is opaque and can do whatever the account can do; requested projects and roles have no effect. ` +
        `If an API validates JWTs itself, remove 'token-lifetime-minutes'.`,
    );
  }
  return minutes * 60_000;
}
