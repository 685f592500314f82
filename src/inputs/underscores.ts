import { configError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { kinds } from './kinds.ts';

/**
 * Finds inputs that were written with `_` instead of `-`. Their values are neither read nor shown, because they may be the
 * inputs of a composite action around this step, which act passes to the steps inside.
 * @returns the right names that were not given themselves
 * @throws ActionError `config` for `org_id` if the organization would not be compared, and no composite action explains it
 */
export function checkUnderscores(inputs: Inputs, env: NodeJS.ProcessEnv, warn: (text: string) => void): string[] {
  const given = Object.keys(env)
    .filter((variable) => variable.startsWith('INPUT_'))
    .map((variable) => ({ name: variable.slice(6).toLowerCase(), value: env[variable] }))
    .map(({ name, value }) => ({ name, value, right: name.replaceAll('_', '-') }));
  const names = given
    .filter(({ name, value, right }) => name !== right && value && kinds.has(right) && !inputs.isGiven(right))
    .map(({ right }) => right);
  if (names.length === 0) return [];

  // An input of another action, an input given under both names, or act and the runners built from it.
  const mayLeak =
    given.some(({ name, right }) => !kinds.has(right) || (name !== right && inputs.isGiven(right))) ||
    ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some((runner) => env[runner]);
  if (names.includes('org-id') && inputs.text('verify') === 'org' && !mayLeak) {
    const accepted = `'org_id' is not an input and is ignored, so 'verify: org' would accept any organization.`;
    throw configError('underscore', accepted, rightSpelling(['org-id']));
  }
  warn(
    `Inputs whose names have underscores are ignored. ${rightSpelling(names)} ` +
      `Ignore this warning if they belong to a composite action.`,
  );
  return names;
}

/** The fix for names with `_`. */
export function rightSpelling(names: readonly string[]): string {
  return `Write ${names.map((name) => `'${name}' instead of '${name.replaceAll('-', '_')}'`).join(' and ')}.`;
}
