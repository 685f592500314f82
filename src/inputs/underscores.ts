import { configError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { kinds } from './kinds.ts';

/** The environment of act, and of the runners that are built from it. */
const leakyRunners = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'];

/**
 * Inputs that were written with `_` where the name has `-`, and whose right name was not given. Their values are neither
 * read nor shown: they may be the inputs of a composite action around this step, which act hands to the steps inside.
 * @returns the right names, for which a value was given under a wrong one
 * @throws ActionError `config` for `org_id` where the check of the organization would be silently weaker, and no such
 *   action can be the reason
 */
export function checkUnderscores(inputs: Inputs, env: NodeJS.ProcessEnv, warn: (text: string) => void): string[] {
  const given = Object.keys(env)
    .filter((variable) => variable.startsWith('INPUT_'))
    .map((variable) => {
      const name = variable.slice(6).toLowerCase();
      const right = name.replaceAll('_', '-');
      return { right, isWrong: name !== right, isEmpty: !env[variable] };
    });
  const rightNames = given
    .filter(({ right, isWrong, isEmpty }) => isWrong && !isEmpty && kinds.has(right) && !inputs.isGiven(right))
    .map(({ right }) => right);
  if (rightNames.length === 0) return [];

  // An input of another action, or one that was given under both names; or a runner that may hand them over.
  const mayLeak =
    given.some(({ right, isWrong }) => !kinds.has(right) || (isWrong && inputs.isGiven(right))) ||
    leakyRunners.some((name) => env[name]);
  if (rightNames.includes('org-id') && inputs.text('verify') === 'org' && !mayLeak) {
    const passes = `Without 'org-id', 'verify: org' accepts any organization.`;
    throw configError('underscore', `${misspelled(['org-id'])} ${passes}`, rightSpelling(['org-id']));
  }
  warn(`${misspelled(rightNames)} If a composite action around this step has such an input, ignore this warning.`);
  return rightNames;
}

/** One sentence for each name. */
export function misspelled(rightNames: readonly string[]): string {
  return rightNames
    .map((name) => `'${name.replaceAll('-', '_')}' is not an input and is ignored: write '${name}'.`)
    .join(' ');
}

/** The fix for them. */
export function rightSpelling(rightNames: readonly string[]): string {
  return `Write ${rightNames.map((name) => `'${name}' instead of '${name.replaceAll('-', '_')}'`).join(' and ')}.`;
}
