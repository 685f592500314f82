import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment variables that name a step's command files. */
export const fileNames = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;
export type FileName = (typeof fileNames)[number];

/** A step's command files and its workspace, in a folder that goes with it. */
export interface StepFolder {
  readonly workspace: string;
  /** The environment that names the files. */
  readonly env: Readonly<Record<string, string>>;
  readonly read: (name: FileName) => string;
  readonly remove: () => void;
}

/** @param without files that this runner does not offer */
export function createStepFolder(without: readonly FileName[]): StepFolder {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const offered = fileNames.filter((name) => !without.includes(name));
  for (const name of offered) writeFileSync(join(folder, name), '');
  return {
    workspace,
    env: Object.fromEntries(offered.map((name) => [name, join(folder, name)])),
    read: (name) => (offered.includes(name) ? readFileSync(join(folder, name), 'utf8') : ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** `name<<delimiter`, the value's lines, the delimiter: how outputs, state and variables are written. */
export function parseKeyValues(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const [, name = '', delimiter = ''] = /^([^<]+)<<(.+)$/.exec(lines[index] ?? '') ?? [];
    const end = name === '' ? -1 : lines.indexOf(delimiter, index + 1);
    if (end < 0) continue;
    values[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return values;
}
