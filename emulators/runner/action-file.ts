import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** An action's metadata file, as far as the runner reads it. */
export interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly branding: { readonly icon: string; readonly color: string };
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string; readonly 'post-if'?: string };
}

/** The folder of the action: this project. */
export const actionFolder = fileURLToPath(new URL('../..', import.meta.url));

export function readActionFile(): ActionFile {
  return parse(readFileSync(join(actionFolder, 'action.yml'), 'utf8')) as ActionFile;
}
