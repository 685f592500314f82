import type { ChildProcess } from 'node:child_process';

/** Waits for the end of a process, at most so long. @returns whether it has ended */
export type Wait = (milliseconds: number, ended: Promise<unknown>) => Promise<boolean>;

/**
 * Cancels a step as the runner does: SIGINT, and if the process has not ended 7.5 s later SIGTERM, and if it has not
 * ended 2.5 s after that, SIGKILL.
 */
export async function cancelProcess(
  child: ChildProcess,
  ended: Promise<unknown>,
  wait: Wait = waitAtMost,
): Promise<void> {
  child.kill('SIGINT');
  if (await wait(7_500, ended)) return;
  child.kill('SIGTERM');
  if (await wait(2_500, ended)) return;
  child.kill('SIGKILL');
}

async function waitAtMost(milliseconds: number, ended: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), milliseconds);
  try {
    return await Promise.race([ended.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
