/**
 * The post step. It leaves at once, having loaded nothing, when the step before saved no token: without `revoke`, or
 * when no token was issued.
 */
if (process.env['STATE_access_token']) {
  void import('./post-step.ts').then(async ({ post }) => await post());
}
