import type { Log } from '../types/log.ts';
import { configError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { table } from './table.ts';

/**
 * Finds inputs that were written with `_` instead of `-`. Their values are neither read nor shown, because they may be the
 * inputs of a composite action around this step, which act passes to the steps inside.
 * @returns the right names that were not given themselves
 * @throws ActionError `config` for `org_id` if the organization would not be compared, and no composite action explains it
 */
export function checkUnderscores(inputs: Inputs, env: NodeJS.ProcessEnv, warn: Log['warning']): string[] {
  const names: string[] = [];
  // An input of another action, an input given under both names, or act and the runners built from it.
  let mayLeak = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some((runner) => env[runner]);
  for (const variable in env) {
    if (!variable.startsWith('INPUT_')) continue;
    const name = variable.slice(6).toLowerCase();
    if (Object.hasOwn(table, name)) continue;
    const right = name.replaceAll('_', '-');
    if (!Object.hasOwn(table, right) || inputs.given.has(right)) mayLeak = true;
    else if (env[variable]) names.push(right);
  }
  if (names.length === 0) return [];
  if (names.includes('org-id') && inputs.value('verify') === 'org' && !mayLeak) {
    const accepted = `'org_id' is not an input and is ignored, so 'verify: org' would accept any organization.`;
    throw configError('underscore', accepted, rightSpelling(['org-id']));
  }
  warn(
    'underscore',
    `Inputs whose names have underscores are ignored. ${rightSpelling(names)} ` +
      `Ignore this warning if they belong to a composite action.`,
  );
  return names;
}

/** The fix for names with `_`. */
export function rightSpelling(names: readonly string[]): string {
  return `Write ${names.map((name) => `'${name}' instead of '${name.replaceAll('-', '_')}'`).join(' and ')}.`;
}
