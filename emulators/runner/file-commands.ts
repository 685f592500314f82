import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export { parseKeyValues } from './key-values.ts';

/** The environment variables that name the command files of a step. */
export const fileNames = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;
export type FileName = (typeof fileNames)[number];

/** The command files of a step and its workspace, in a folder that is removed with the step. */
export interface StepFolder {
  readonly workspace: string;
  /** The environment that names the files. */
  readonly env: Readonly<Record<string, string>>;
  /** @returns the empty text for a file that is not there: a step may delete one */
  readonly read: (name: FileName) => string;
  readonly remove: () => void;
}

/** @param without files that are not offered, which happens on no real runner */
export function createStepFolder(without: readonly FileName[]): StepFolder {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const offered = fileNames.filter((name) => !without.includes(name));
  for (const name of offered) writeFileSync(join(folder, name), '');
  return {
    workspace,
    env: Object.fromEntries(offered.map((name) => [name, join(folder, name)])),
    read: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
