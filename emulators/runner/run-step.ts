import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionFolder, readActionFile, type ActionFile } from './action-file.ts';
import { processFiles } from './command-files.ts';
import { createStepFolder, withLineFeeds, type FileName, type FileTexts } from './file-commands.ts';
import { findDroppedOutputs } from './job-outputs.ts';
import type { StepLog } from './log.ts';
import { readOutput } from './output-reader.ts';
import { createStepContext, type StepContext } from './step-context.ts';
import { runProcess } from './step-process.ts';

/** A step of a workflow that uses this action. */
export interface Step {
  /** The values under `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Variables in addition to those that the runner sets. Only PATH is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files to write into the workspace, by relative path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Command files that the runner does not create. */
  readonly without?: readonly FileName[];
  /** Path of the Node that runs the bundle; by default the Node that runs this code. */
  readonly node?: string;
  /** Options of Node, before the path of the bundle. */
  readonly nodeOptions?: readonly string[];
  /** Called with the running process. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Cancels the step, as the runner does when the job is canceled. */
  readonly cancel?: AbortSignal;
}

/** The result of a step. */
export interface StepResult {
  /** `failure` after an exit code other than 0, and after a command or a file that the runner cannot process. */
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the step wrote, including masks and commands. Each line of this and the other texts ends with LF. */
  readonly stdout: string;
  readonly stderr: string;
  readonly log: StepLog;
  readonly outputs: Readonly<Record<string, string>>;
  /** The outputs that GitHub drops when the job maps them to its own outputs. */
  readonly droppedJobOutputs: readonly string[];
  readonly state: Readonly<Record<string, string>>;
  /** Environment variables for the later steps of the job. */
  readonly variables: Readonly<Record<string, string>>;
  /** The job summary as the page of the workflow run shows it. */
  readonly summary: string;
  readonly files: FileTexts;
  readonly milliseconds: number;
}

/** Runs the main step of the shipped bundle as the Actions runner does (https://github.com/actions/runner, 2.336.0). */
export async function runMain(step: Step): Promise<StepResult> {
  return await runEntry(step, { entry: 'main', state: {}, masks: [], variables: {} });
}

/**
 * Runs the post step of a job whose main step has run. The post step has the state of the main step, and the masks and
 * variables of the job. The runner evaluates the inputs and the environment again when the job ends, so both can differ
 * from those of the main step.
 */
export async function runPost(step: Step, main: StepResult): Promise<StepResult> {
  const { state, variables, log } = main;
  return await runEntry(step, { entry: 'post', state, masks: log.masks, variables });
}

interface Phase {
  readonly entry: 'main' | 'post';
  readonly state: Readonly<Record<string, string>>;
  readonly masks: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

async function runEntry(step: Step, { entry, state, masks, variables }: Phase): Promise<StepResult> {
  const action = readActionFile();
  const folder = createStepFolder(step.without ?? []);
  const debug = step.env?.['RUNNER_DEBUG'] === '1';
  const context = createStepContext({ earlier: masks, debug });
  warnAboutUnexpectedInputs(step.inputs, action, context);
  try {
    for (const [path, content] of Object.entries(step.files ?? {}))
      writeFileSync(join(folder.workspace, path), content);
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''] as const);
    const env = {
      PATH: process.env['PATH'],
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder.workspace,
      ...folder.env,
      ...prefixed('INPUT_', [...defaults, ...Object.entries(step.inputs)], (name) =>
        name.replaceAll(' ', '_').toUpperCase(),
      ),
      ...variables,
      ...prefixed('STATE_', Object.entries(state), (name) => name),
      ...step.env,
    };
    const started = performance.now();
    const { lines, ...ended } = await runProcess({
      command: step.node ?? process.execPath,
      args: [...(step.nodeOptions ?? []), join(actionFolder, action.runs[entry] ?? '')],
      env,
      cwd: folder.workspace,
      onStart: step.onStart,
      cancel: step.cancel,
    });
    const milliseconds = performance.now() - started;
    readOutput(lines, context, { on: debug });
    const files = {
      GITHUB_OUTPUT: folder.read('GITHUB_OUTPUT'),
      GITHUB_STATE: folder.read('GITHUB_STATE'),
      GITHUB_ENV: folder.read('GITHUB_ENV'),
      GITHUB_PATH: folder.read('GITHUB_PATH'),
      GITHUB_STEP_SUMMARY: folder.read('GITHUB_STEP_SUMMARY'),
    };
    const summary = processFiles(files, context);
    const canceled = step.cancel?.aborted === true;
    if (canceled) context.issue('error', 'The operation was canceled.');
    const log = context.log();
    const failed = ended.exitCode !== 0 || log.failed;
    return {
      ...ended,
      milliseconds,
      conclusion: canceled ? 'cancelled' : failed ? 'failure' : 'success',
      log,
      outputs: context.outputs,
      droppedJobOutputs: findDroppedOutputs(context.outputs, [...masks, ...log.masks]),
      state: context.state,
      variables: context.variables,
      summary,
      files: withLineFeeds(files),
    };
  } finally {
    folder.remove();
  }
}

/** The runner warns about inputs that are not in action.yml, but still passes them to the action. */
function warnAboutUnexpectedInputs(inputs: Step['inputs'], action: ActionFile, context: StepContext): void {
  const valid = Object.keys(action.inputs);
  const known = new Set(valid.map((name) => name.toLowerCase()));
  const unexpected = Object.keys(inputs).filter((name) => !known.has(name.toLowerCase()));
  if (unexpected.length === 0) return;
  context.issue(
    'warning',
    `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid.join("', '")}']`,
  );
}

function prefixed(
  prefix: string,
  entries: readonly (readonly [string, string])[],
  spell: (name: string) => string,
): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [`${prefix}${spell(name)}`, value]));
}
