/**
 * The post step. It ends immediately, and loads nothing, if the main step saved no token: without `revoke` and
 * `token-lifetime-minutes`, or if no token was issued.
 */
if (process.env['STATE_access_token']) {
  // Not bundled, so that this file stays small: the build replaces the address by that of the bundle of the main step.
  void import(/* webpackIgnore: true */ './main.ts');
}
