import { closeSync, existsSync, openSync } from 'node:fs';
import { configError } from '../util/errors.ts';

const purposes = { GITHUB_OUTPUT: 'outputs', GITHUB_STATE: 'state' } as const;
type CommandFile = keyof typeof purposes;

/**
 * Requires one of the step's command files. Without it the library prints an output or a state to the log, the token
 * among them.
 */
export function requireCommandFile(env: NodeJS.ProcessEnv, name: CommandFile): void {
  const path = env[name] ?? '';
  if (!existsSync(path)) {
    throw configError(
      `The runner gave no file for ${purposes[name]} (${name}): the token would end up in the log.`,
      `Run this action as a step of a workflow, on a runner that has this file.`,
    );
  }
  writeCommandFile(name, () => closeSync(openSync(path, 'a')));
}

/** Writes to a command file; that the disk is full is no fault of this action. */
export function writeCommandFile(name: CommandFile, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    throw configError(
      `The runner's file for ${purposes[name]} (${name}) cannot be written${code}.`,
      `Free space on the runner's disk, and let the user that runs the job write its files.`,
    );
  }
}
