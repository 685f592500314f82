import type { Log } from '../types/log.ts';
import { configError, type ActionError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { table } from './table.ts';

/** An input whose name was written in another way than action.yml says it. */
export interface Misspelled {
  readonly given: string;
  readonly right: string;
}

/**
 * Finds inputs that were given under another name. Names are compared without case, `-`, `_` and `.`. The values are
 * neither read nor shown, because they may be the inputs of a composite action around this step, which act passes on.
 * A check that would be missing is an error, if no composite action explains the name.
 * @returns the names whose right spelling was not given
 * @throws ActionError `config` if the runner lost every name with a hyphen
 */
export function checkSpelling(
  inputs: Inputs,
  env: NodeJS.ProcessEnv,
  { warn, add }: { readonly warn: Log['warning']; readonly add: (error: ActionError) => void },
): Misspelled[] {
  const names = Object.keys(env).filter((variable) => variable.startsWith('INPUT_'));
  // The runner sets the defaults of action.yml, and names with hyphens are among them.
  if (!names.some((name) => name.includes('-')) && names.some((name) => /^INPUT_(SCOPES|VERIFY)$/i.test(name))) {
    const message = `No input whose name has a hyphen has arrived: 'node' on this runner is a shell script, and its shell drops variables such as INPUT_CLIENT-ID.`;
    const fix = `Replace the script by a link to the real node, or start it with bash ("#!/bin/bash").`;
    throw configError('lost-hyphens', message, fix);
  }
  const misspelled: Misspelled[] = [];
  // An input of another action, an input given under both names, or act and the runners built from it.
  let mayLeak = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'].some((runner) => env[runner]);
  for (const variable of names) {
    const given = variable.slice(6).toLowerCase();
    if (Object.hasOwn(table, given)) continue;
    const right = Object.keys(table).find((name) => plain(name) === plain(given));
    if (right === undefined || inputs.given.has(right)) mayLeak = true;
    else if (env[variable]) misspelled.push({ given, right });
  }
  if (misspelled.length === 0) return [];
  const checksOrganization = inputs.ifValid('verify') === 'org' || inputs.given.has('required-roles');
  const guard = misspelled.find(
    ({ right: name }) => name === 'required-roles' || (name === 'org-id' && checksOrganization),
  );
  if (guard === undefined || mayLeak) {
    const fix = `${rightSpelling(misspelled)} Ignore this warning if they belong to a composite action.`;
    warn('underscore', `Inputs whose names are misspelled are ignored. ${fix}`);
  } else {
    const message = `'${guard.given}' is not an input and is ignored, so its check would be missing.`;
    add(configError('underscore', message, rightSpelling([guard])));
  }
  return misspelled;
}

function plain(name: string): string {
  return name.replace(/[-_.\s]/g, '');
}

/** The fix for other spellings. */
export function rightSpelling(names: readonly Misspelled[]): string {
  return `Write ${names.map(({ given, right }) => `'${right}' instead of '${given}'`).join(' and ')}.`;
}
