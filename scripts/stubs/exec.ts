/** Stands in the bundle for @actions/exec, which @actions/core loads for `core.platform` only; nothing here calls that. */
export function getExecOutput(): never {
  throw new Error('@actions/exec is not part of this bundle');
}
