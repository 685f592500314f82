import { AsyncLocalStorage } from 'node:async_hooks';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import {
  createStepFolder,
  fileNames,
  parseKeyValues,
  withLineFeeds,
  type FileName,
  type FileTexts,
  type StepFolder,
} from '../../emulators/runner/file-commands.ts';
import { joinLines, splitLines } from '../../emulators/runner/lines.ts';
import { readActionFile } from '../../emulators/runner/action-file.ts';
import { readLog, type StepLog } from '../../emulators/runner/log.ts';
import { createDeps } from '../../src/deps.ts';
import type { Deps } from '../../src/types/step.ts';
import type { Connect } from '../../src/types/transport.ts';
import type { Report } from '../../src/types/step.ts';
import { reportFailure } from '../../src/report/report.ts';
import { revoke } from '../../src/revoke.ts';
import { run } from '../../src/run.ts';
import { Clock, withClock } from './clock.ts';
import { expectHelp, expectHelpful } from './expect.ts';

/** A step whose code runs in this process, so that nock intercepts its requests and coverage counts its lines. */
export interface InProcessStep {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly without?: readonly FileName[];
  /** Milliseconds since 1970, by default from the clock of the system. */
  readonly now?: () => number;
  readonly connect?: Connect;
  /** For a server that is slow or silent, or several steps at once. By default, the step has its own clock (clock.ts). */
  readonly realTime?: boolean;
  /** Whether a silent server has the request. The time of that attempt then passes. */
  readonly isSilent?: () => boolean;
  /** Called with each text that is written to standard output. */
  readonly onText?: (text: string) => void;
}

/** The result of the step, as the runner reads it. */
export interface InProcessResult {
  readonly failed: boolean;
  /** Each line of this and the other texts ends with LF. */
  readonly stdout: string;
  readonly log: StepLog;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly files: FileTexts;
  /** The names of the inputs that were read, in the spelling of environment variables. */
  readonly inputsRead: ReadonlySet<string>;
  readonly facts: Report;
  /** By the clock of the step. */
  readonly milliseconds: number;
}

/** Runs the main step with the same dependencies as main.ts. Checks that every failure names its fix. */
export async function runInProcess(step: InProcessStep): Promise<InProcessResult> {
  const result = await inStep(step, { state: {}, earlier: [] }, async (deps, facts) => {
    try {
      await run(deps, facts);
      return false;
    } catch (error) {
      reportFailure(error, facts, deps);
      return true;
    }
  });
  if (result.failed) expectHelpful(result.log.annotations.find(({ level }) => level === 'error')?.message ?? '');
  return result;
}

/** Runs the post step, with the state and the masks of a main step. */
export async function revokeInProcess(
  step: InProcessStep,
  state: Readonly<Record<string, string>>,
  earlier: readonly string[] = [],
): Promise<InProcessResult> {
  return await inStep(step, { state, earlier }, async (deps, facts) => {
    await revoke(deps, facts);
    return false;
  });
}

async function inStep(
  step: InProcessStep,
  { state, earlier }: { state: Readonly<Record<string, string>>; earlier: readonly string[] },
  act: (deps: Deps, facts: Report) => Promise<boolean>,
): Promise<InProcessResult> {
  const folder = takeFolder(step);
  const inputs = Object.fromEntries([...defaults, ...Object.entries(step.inputs)]);
  const upper = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name.toUpperCase(), value]));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    GITHUB_WORKSPACE: folder.workspace,
    ...folder.env,
    ...prefixed('INPUT_', upper),
    ...prefixed('STATE_', state),
    ...step.env,
  };
  const seen = { env, stdout: '', inputsRead: new Set<string>(), onText: step.onText };
  const leave = enter();
  const started = performance.now();
  const clock = step.realTime === true ? undefined : new Clock();
  // In the second turn after the request, the client has read what the server sent before.
  let turns = 0;
  const polling =
    step.isSilent &&
    setInterval(() => {
      if (step.isSilent?.() === true && (turns += 1) === 2) clock?.pass();
    }, 100);
  try {
    const facts: Report = {};
    const failed = await current.run(seen, async () => {
      const { connect, now, ...real } = createDeps(facts);
      const deps = { ...real, env, connect: step.connect ?? connect, now: step.now ?? now };
      return await withClock(clock, async () => await act(deps, facts));
    });
    const log = readLog(seen.stdout, { earlier, debug: env['RUNNER_DEBUG'] === '1' });
    for (const { level, message } of log.annotations) if (level === 'warning') expectHelp(message);
    const written = Object.fromEntries(fileNames.map((name) => [name, folder.read(name)])) as FileTexts;
    const files = withLineFeeds(written);
    return {
      failed,
      milliseconds: clock?.ms ?? performance.now() - started,
      stdout: joinLines(splitLines(seen.stdout)),
      log,
      outputs: parseKeyValues(written.GITHUB_OUTPUT, 'win32'),
      state: parseKeyValues(written.GITHUB_STATE, 'win32'),
      summary: files.GITHUB_STEP_SUMMARY,
      files,
      facts,
      inputsRead: seen.inputsRead,
    };
  } finally {
    clearInterval(polling);
    leave();
    putBack(folder, step);
  }
}

/** The environment and the standard output of a step. Steps that run at the same time share neither. */
interface Seen {
  readonly env: NodeJS.ProcessEnv;
  readonly onText: ((text: string) => void) | undefined;
  readonly inputsRead: Set<string>;
  stdout: string;
}

const current = new AsyncLocalStorage<Seen>();
let running = 0;
let restore = (): void => undefined;

/**
 * The library reads the environment of the process and writes to its standard output. While steps run, these are replaced
 * by the environment and the output of the calling step.
 * @returns a function to call after the step
 */
function enter(): () => void {
  running += 1;
  if (running === 1) restore = replaceProcess();
  return () => {
    running -= 1;
    if (running === 0) restore();
  };
}

function replaceProcess(): () => void {
  const before = process.env;
  const write = process.stdout.write.bind(process.stdout);
  const env = (): NodeJS.ProcessEnv => current.getStore()?.env ?? before;
  process.env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get(_, name) {
        if (typeof name === 'string' && name.startsWith('INPUT_')) current.getStore()?.inputsRead.add(name.slice(6));
        return Reflect.get(env(), name);
      },
      set: (_, name, value) => Reflect.set(env(), name, value),
      has: (_, name) => Reflect.has(env(), name),
      deleteProperty: (_, name) => Reflect.deleteProperty(env(), name),
      ownKeys: () => Reflect.ownKeys(env()),
      getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(env(), name),
    },
  );
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    const step = current.getStore();
    if (step === undefined) return write(chunk);
    step.stdout += chunk.toString();
    step.onText?.(chunk.toString());
    return true;
  };
  return () => {
    process.env = before;
    process.stdout.write = write;
  };
}

const defaults = Object.entries(readActionFile().inputs).map(([name, input]) => [name, input.default ?? ''] as const);

/** Folders of earlier steps. They are reused, because to create a folder takes longer than most steps. */
const free: StepFolder[] = [];
afterAll(() => {
  for (const folder of free.splice(0)) folder.remove();
});

function takeFolder({ files = {}, without = [] }: InProcessStep): StepFolder {
  const folder = (without.length === 0 ? free.pop() : undefined) ?? createStepFolder(without);
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder.workspace, path), content);
  return folder;
}

function putBack(folder: StepFolder, { files = {}, without = [] }: InProcessStep): void {
  if (without.length > 0 || Object.keys(files).length > 0) {
    folder.remove();
    return;
  }
  for (const [name, path] of Object.entries(folder.env)) {
    if (folder.read(name as FileName) !== '') writeFileSync(path, '');
  }
  free.push(folder);
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}
