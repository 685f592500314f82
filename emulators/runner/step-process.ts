import { spawn, type ChildProcess } from 'node:child_process';
import { cancelProcess } from './cancel.ts';
import { createLineReader, joinLines } from './lines.ts';

export interface StepProcess {
  /** Path of Node. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly onStart?: ((child: ChildProcess) => void) | undefined;
  readonly cancel?: AbortSignal | undefined;
}

export interface EndedProcess {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the process wrote. Each line ends with LF, as in `stderr`. */
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of both streams in the order in which the runner reads them. */
  readonly lines: readonly string[];
}

/**
 * Runs a process until it ends. If data has arrived on both streams, the runner reads standard error first, even if the
 * process wrote to standard output first.
 */
export async function runProcess(step: StepProcess): Promise<EndedProcess> {
  const { env, cwd } = step;
  const child = spawn(step.command, step.args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  const waiting: Record<'stderr' | 'stdout', string[]> = { stderr: [], stdout: [] };
  const lines: string[] = [];
  const readWaiting = (): void => {
    lines.push(...waiting.stderr.splice(0), ...waiting.stdout.splice(0));
  };
  for (const name of ['stdout', 'stderr'] as const) {
    const reader = createLineReader();
    const take = (read: readonly string[]): void => {
      texts[name] += joinLines(read);
      waiting[name].push(...read);
    };
    child[name].setEncoding('utf8').on('data', (text: string) => {
      take(reader.push(text));
      // When this callback runs, the event loop has also delivered the data of the other stream.
      setImmediate(readWaiting);
    });
    child[name].once('end', () => take(reader.end()));
  }
  step.onStart?.(child);
  const ended = new Promise<Pick<EndedProcess, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const canceling = cancelOn(step.cancel, child, ended);
  const { exitCode, signal } = await ended;
  await canceling();
  readWaiting();
  return { exitCode, signal, ...texts, lines };
}

/** @returns a function that waits until a started cancellation has finished */
function cancelOn(cancel: AbortSignal | undefined, child: ChildProcess, ended: Promise<unknown>): () => Promise<void> {
  let canceling = Promise.resolve();
  const start = (): void => {
    canceling = cancelProcess(child, ended);
  };
  if (cancel?.aborted === true) start();
  cancel?.addEventListener('abort', start, { once: true });
  return async () => {
    cancel?.removeEventListener('abort', start);
    await canceling;
  };
}
