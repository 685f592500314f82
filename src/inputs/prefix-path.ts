import { configError } from '../util/errors.ts';

/** Paths of an instance itself: its console, and its endpoints, which somebody may have copied as a whole. */
const ownPaths = /^\/($|(ui|oauth|oidc|\.well-known|debug|v2|management|admin|auth|saml)(\/|$))/;

/**
 * Refuses an address such as `https://example.com/zitadel`, at once, because every later failure would name another cause.
 */
export function refusePrefix(input: string, { pathname, origin }: URL): void {
  if (ownPaths.test(pathname)) return;
  throw configError(
    'prefix-path',
    `The input '${input}' contains a path. ZITADEL does not support a path in front of its own, and neither does this action.`,
    `Set '${input}' to ${origin} if the instance is there. Otherwise give the instance a host name of its own.`,
  );
}
