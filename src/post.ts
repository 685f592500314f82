/** The states that leave something to do when the job ends. */
const states = ['access_token'];

/** The post step. It ends immediately, and loads nothing, if the main step saved no such state. */
if (states.some((name) => process.env[`STATE_${name}`])) {
  // A mark that no job can set: a variable of the environment is one that a job can set.
  Object.assign(globalThis, { isPostStep: true });
  // Loaded by Node, not bundled, so that this file stays small.
  void import(/* webpackIgnore: true */ './main.ts');
}
