import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionFolder, readActionFile } from './action-file.ts';
import { createStepFolder, parseKeyValues, type FileName } from './file-commands.ts';
import { readLog, type StepLog } from './log.ts';

/** A step of a workflow that uses this action. */
export interface Step {
  /** What stands under `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Beside what the runner sets; nothing is inherited but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files to lay into the workspace, by their relative path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Command files that the runner does not offer. */
  readonly without?: readonly FileName[];
  /** Options of Node in front of the bundle. */
  readonly nodeOptions?: readonly string[];
  /** Called with the running process, to cancel it. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** What a step leaves behind. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As it was written, masks and commands included. */
  readonly stdout: string;
  readonly stderr: string;
  readonly log: StepLog;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The text of every command file, as it was written. */
  readonly files: Readonly<Record<FileName, string>>;
  readonly milliseconds: number;
}

/** Runs the main step of the shipped bundle, as the Actions runner does. */
export async function runMain(step: Step): Promise<StepResult> {
  return await runEntry(step, { entry: 'main', state: {}, masks: [] });
}

/** Runs the post step of a job whose main step has run; its inputs may evaluate to something else by then. */
export async function runPost(step: Step, main: StepResult): Promise<StepResult> {
  return await runEntry(step, { entry: 'post', state: main.state, masks: main.log.masks });
}

interface Phase {
  readonly entry: 'main' | 'post';
  readonly state: Readonly<Record<string, string>>;
  readonly masks: readonly string[];
}

async function runEntry(step: Step, { entry, state, masks }: Phase): Promise<StepResult> {
  const action = readActionFile();
  const bundle = join(actionFolder, action.runs[entry] ?? '');
  const folder = createStepFolder(step.without ?? []);
  try {
    for (const [path, content] of Object.entries(step.files ?? {}))
      writeFileSync(join(folder.workspace, path), content);
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''] as const);
    const env = {
      PATH: process.env['PATH'],
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder.workspace,
      ...folder.env,
      ...prefixed('INPUT_', [...defaults, ...Object.entries(step.inputs)], (name) =>
        name.replaceAll(' ', '_').toUpperCase(),
      ),
      ...prefixed('STATE_', Object.entries(state), (name) => name),
      ...step.env,
    };
    const started = performance.now();
    const ended = await runNode([...(step.nodeOptions ?? []), bundle], {
      env,
      cwd: folder.workspace,
      onStart: step.onStart,
    });
    const files = {
      GITHUB_OUTPUT: folder.read('GITHUB_OUTPUT'),
      GITHUB_STATE: folder.read('GITHUB_STATE'),
      GITHUB_ENV: folder.read('GITHUB_ENV'),
      GITHUB_PATH: folder.read('GITHUB_PATH'),
      GITHUB_STEP_SUMMARY: folder.read('GITHUB_STEP_SUMMARY'),
    };
    return {
      ...ended,
      milliseconds: performance.now() - started,
      log: readLog(ended.stdout, { earlier: masks, debug: step.env?.['RUNNER_DEBUG'] === '1' }),
      outputs: parseKeyValues(files.GITHUB_OUTPUT),
      state: parseKeyValues(files.GITHUB_STATE),
      summary: files.GITHUB_STEP_SUMMARY,
      files,
    };
  } finally {
    folder.remove();
  }
}

function prefixed(
  prefix: string,
  entries: readonly (readonly [string, string])[],
  spell: (name: string) => string,
): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [`${prefix}${spell(name)}`, value]));
}

interface Process {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly onStart: ((child: ChildProcess) => void) | undefined;
}

async function runNode(
  args: readonly string[],
  { env, cwd, onStart }: Process,
): Promise<Pick<StepResult, 'exitCode' | 'signal' | 'stdout' | 'stderr'>> {
  const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  onStart?.(child);
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...texts }));
  });
}
