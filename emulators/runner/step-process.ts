import { spawn, type ChildProcess } from 'node:child_process';
import { cancelProcess } from './cancel.ts';
import { createLineReader } from './lines.ts';

export interface StepProcess {
  /** Node. */
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
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of both streams in the order in which the runner reads them. */
  readonly lines: readonly string[];
}

/**
 * Runs a process to its end. Of what has arrived on both streams since the last time, the runner reads standard error
 * first, whatever was written first.
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
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      waiting[name].push(...reader.push(text));
      // By then the event loop has delivered what has arrived on the other stream.
      setImmediate(readWaiting);
    });
    child[name].once('end', () => waiting[name].push(...reader.end()));
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

/** @returns waits until a cancellation, if there was one, is over */
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
