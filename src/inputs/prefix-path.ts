import { configError } from '../util/errors.ts';

/** Paths of the instance itself, its console and endpoints, which users copy. */
const ownPaths = /^\/($|(ui|oauth|oidc|\.well-known|debug|v2|management|admin|auth|saml)(\/|$))/;

/** Rejects an address such as `https://example.com/zitadel`, because every later failure would name another cause. */
export function rejectPrefix(input: string, { pathname, origin }: URL): void {
  if (ownPaths.test(pathname)) return;
  throw configError(
    'prefix-path',
    `The input '${input}' contains a path, and ZITADEL does not support running under a path.`,
    `Set '${input}' to ${origin}, or give the instance its own host name.`,
  );
}
