/**
 * The post step. It ends immediately, and loads nothing, if the main step saved no token: without `revoke` and
 * `token-lifetime-minutes`, or if no token was issued.
 */
if (process.env['STATE_access_token']) {
  // Loaded by Node, not bundled, so that this file stays small.
  void import(/* webpackIgnore: true */ './post-step.ts');
}
