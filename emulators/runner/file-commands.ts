import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinLines, splitLines } from './lines.ts';

export { parseKeyValues } from './key-values.ts';

/** The environment variables that name the command files of a step. */
export const fileNames = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;
export type FileName = (typeof fileNames)[number];
/** The texts of the command files. */
export type FileTexts = Readonly<Record<FileName, string>>;

/** The texts of the files, in which each line ends with LF. */
export function withLineFeeds(files: FileTexts): FileTexts {
  const texts = Object.entries(files).map(([name, text]) => [name, joinLines(splitLines(text))]);
  return Object.fromEntries(texts) as FileTexts;
}

/** The command files and the workspace of a step, in a folder that is removed after the step. */
export interface StepFolder {
  readonly workspace: string;
  /** The environment that names the files. */
  readonly env: Readonly<Record<string, string>>;
  /** @returns an empty string for a missing file, because a step can delete its files */
  readonly read: (name: FileName) => string;
  readonly remove: () => void;
}

/** @param without files that are not created; a real runner always creates all files */
export function createStepFolder(without: readonly FileName[]): StepFolder {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const created = fileNames.filter((name) => !without.includes(name));
  for (const name of created) writeFileSync(join(folder, name), '');
  return {
    workspace,
    env: Object.fromEntries(created.map((name) => [name, join(folder, name)])),
    read: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
