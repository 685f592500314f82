import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStepFolder, parseKeyValues, type FileName } from '../../emulators/runner/file-commands.ts';
import { readActionFile } from '../../emulators/runner/action-file.ts';
import { readLog, type StepLog } from '../../emulators/runner/log.ts';
import { createDeps } from '../../src/deps.ts';
import type { Connect, Deps } from '../../src/types.ts';
import type { Report } from '../../src/types.ts';
import { reportFailure } from '../../src/report/report.ts';
import { revoke } from '../../src/revoke.ts';
import { run } from '../../src/run.ts';

/** A step whose code runs in this process: nock sees its requests, and coverage its lines. */
export interface InProcessStep {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly without?: readonly FileName[];
  /** Milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
  readonly connect?: Connect;
}

/** What the step leaves behind, as the runner would see it. */
export interface InProcessResult {
  readonly failed: boolean;
  readonly stdout: string;
  readonly log: StepLog;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly facts: Report;
}

/** The main step, wired as main.ts wires it. */
export async function runInProcess(step: InProcessStep): Promise<InProcessResult> {
  return await inStep(step, {}, async (deps, facts) => {
    try {
      await run(deps, facts);
      return false;
    } catch (error) {
      reportFailure(error, facts, deps);
      return true;
    }
  });
}

/** The post step, with the state that a main step saved. */
export async function revokeInProcess(
  step: InProcessStep,
  state: Readonly<Record<string, string>>,
): Promise<InProcessResult> {
  return await inStep(step, state, async (deps, facts) => {
    await revoke(deps, facts);
    return false;
  });
}

async function inStep(
  step: InProcessStep,
  state: Readonly<Record<string, string>>,
  act: (deps: Deps, facts: Report) => Promise<boolean>,
): Promise<InProcessResult> {
  const folder = createStepFolder(step.without ?? []);
  for (const [path, content] of Object.entries(step.files ?? {})) writeFileSync(join(folder.workspace, path), content);
  const defaults = Object.entries(readActionFile().inputs).map(([name, input]) => [name, input.default ?? ''] as const);
  const inputs = Object.fromEntries([...defaults, ...Object.entries(step.inputs)]);
  const upper = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name.toUpperCase(), value]));
  const before = process.env;
  const write = process.stdout.write.bind(process.stdout);
  let stdout = '';
  // The library reads the process's own environment and writes to its standard output.
  process.env = {
    PATH: before['PATH'],
    GITHUB_WORKSPACE: folder.workspace,
    ...folder.env,
    ...prefixed('INPUT_', upper),
    ...prefixed('STATE_', state),
    ...step.env,
  };
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    stdout += chunk.toString();
    return true;
  };
  try {
    const facts: Report = {};
    const { connect, now, ...real } = createDeps(facts);
    const deps: Deps = { ...real, connect: step.connect ?? connect, now: step.now ?? now };
    const failed = await act(deps, facts);
    return {
      failed,
      stdout,
      log: readLog(stdout, {}),
      outputs: parseKeyValues(folder.read('GITHUB_OUTPUT')),
      state: parseKeyValues(folder.read('GITHUB_STATE')),
      summary: folder.read('GITHUB_STEP_SUMMARY'),
      facts,
    };
  } finally {
    process.env = before;
    process.stdout.write = write;
    folder.remove();
  }
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}
