/**
 * The post step. It leaves at once, having loaded nothing, when the step before saved no token: without `revoke`, or
 * when no token was issued.
 */
if (process.env['STATE_access_token']) {
  // Left to Node, not to the bundler, so that the first file stays small.
  void import(/* webpackIgnore: true */ './post-step.ts');
}
