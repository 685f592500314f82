/** Replaces @actions/exec in the bundle. @actions/core loads it only for `core.platform`, which this action does not call. */
export function getExecOutput(): never {
  throw new Error('@actions/exec is not part of this bundle');
}
