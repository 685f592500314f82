/** The post step. It ends immediately, and loads nothing, if the main step created nothing that must not outlive the job. */
if (process.env['STATE_origin']) {
  // A mark that no job can set: a variable of the environment is one that a job can set.
  Object.assign(globalThis, { isPostStep: true });
  // Loaded by Node, not bundled, so that this file stays small.
  void import(/* webpackIgnore: true */ './main.ts');
}
