/** The version in the user agent; a test holds it to package.json. */
export const version = '1.0.0';
