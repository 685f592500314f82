import type { ChildProcess } from 'node:child_process';

/** Waits until a process has ended, or until the time has passed. @returns whether the process has ended */
type Wait = (milliseconds: number, ended: Promise<unknown>) => Promise<boolean>;

/**
 * Cancels a step as the runner does: sends SIGINT, after 7.5 s SIGTERM, and after another 2.5 s SIGKILL. Sends no further
 * signal after the process has ended.
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
