/**
 * Where this action is at home: other servers than github.com run it from there or from a mirror, and name neither in a way
 * that leads to a page. `npm run set-owner` replaces the placeholder.
 */
export const home = 'https://github.com/OWNER/zitadel-token-action';

/** The version of the next release, in the user agent. A test compares it with package.json. */
export const version = '1.0.0';
