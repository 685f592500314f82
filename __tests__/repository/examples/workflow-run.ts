import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { actionFolder } from '../../../emulators/runner/action-file.ts';
import { readLog } from '../../../emulators/runner/log.ts';
import { runMain, runPost, type StepResult } from '../../../emulators/runner/run-step.ts';
import { type Context, fill, runs } from './expressions.ts';
import { type Texts, usesThisAction, type Workflow, type WorkflowStep } from '../workflow-file.ts';

/** A job of a workflow, and the repository in which it runs. */
interface JobRun {
  readonly workflow: Workflow;
  readonly job: string;
  /** `vars.ZITADEL_DOMAIN`, `secrets.ZITADEL_KEY`, … */
  readonly context: Context;
  /** Scripts that replace programs, by name. The result contains what they append to the file `$CALLS`. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface JobResult {
  readonly succeeded: boolean;
  /** `success`, `failure` or `skipped`, by the `id`, name or action of the step. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** `steps.zitadel.outputs.issuer` and so on. */
  readonly known: Context;
  /** Everything that the steps wrote, with the masks. */
  readonly stdout: string;
  /** The log that a person sees. */
  readonly log: string;
  readonly calls: string;
}

/** The result of a step. */
interface Done {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** To be run when the job ends. */
  readonly action?: { readonly inputs: Texts | undefined; readonly main: StepResult };
}

/**
 * Runs a job: steps of this action by the shipped bundle, with their post steps; scripts by bash, with the options of the
 * runner. Steps of other actions do nothing and succeed.
 */
export async function runJob({ workflow, job, context, programs = {}, files = {} }: JobRun): Promise<JobResult> {
  const folder = mkdtempSync(join(tmpdir(), 'job-'));
  writeFileSync(join(folder, 'calls'), '');
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\nset -euo pipefail\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const known: Record<string, string> = { ...context, 'runner.temp': folder };
  const outcomes: Record<string, string> = {};
  const actions: { inputs: Texts | undefined; main: StepResult }[] = [];
  let stdout = '';
  let failed = false;
  try {
    const { steps = [], env } = workflow.jobs[job] ?? {};
    for (const own of steps) {
      const step = { ...own, env: { ...env, ...own.env } };
      const name = step.id ?? step.name ?? step.uses ?? '';
      const done: Done | undefined = runs(step.if, failed, known)
        ? await runStep(step, { workflow, known, folder, files })
        : undefined;
      if (done?.action !== undefined) actions.unshift(done.action);
      stdout += `${done?.stdout.trimEnd() ?? ''}\n`;
      outcomes[name] = done === undefined ? 'skipped' : done.exitCode === 0 ? 'success' : 'failure';
      failed ||= outcomes[name] === 'failure' && step['continue-on-error'] !== true;
      known[`steps.${name}.outcome`] = outcomes[name];
      for (const [output, value] of Object.entries(done?.outputs ?? {}))
        known[`steps.${name}.outputs.${output}`] = value;
    }
    // The runner evaluates the inputs again, with the outputs of all steps.
    for (const { inputs, main } of actions) stdout += (await runPost({ inputs: filled(inputs, known) }, main)).stdout;
    return {
      succeeded: !failed,
      outcomes,
      known,
      stdout,
      log: readLog(stdout, {}).text,
      calls: readFileSync(join(folder, 'calls'), 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly workflow: Workflow;
  readonly known: Context;
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

async function runStep({ uses, run, with: inputs, env }: WorkflowStep, place: Place): Promise<Done> {
  if (run !== undefined) return await runScript(run, filled(env, place.known), place);
  if (!usesThisAction(uses)) return { exitCode: 0, stdout: '', outputs: {} };
  const main = await runMain({
    inputs: filled(inputs, place.known),
    env: filled(env, place.known),
    files: place.files,
  });
  return { ...main, action: { inputs, main } };
}

function filled(texts: Texts = {}, known: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, fill(value, known)]));
}

async function runScript(script: string, env: Record<string, string>, { workflow, folder }: Place): Promise<Done> {
  const [file, output] = [join(folder, 'script.sh'), join(folder, 'output')];
  writeFileSync(file, script);
  writeFileSync(output, '');
  // The runner sets pipefail only for a shell that the workflow names.
  const options = workflow.defaults?.run?.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const child = spawn('bash', [...options, file], {
    cwd: join(actionFolder, 'examples'),
    env: {
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      CALLS: join(folder, 'calls'),
      GITHUB_OUTPUT: output,
      RUNNER_TEMP: folder,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const outputs = readFileSync(output, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(/=(.*)/, 2));
  return { exitCode, stdout, outputs: Object.fromEntries(outputs) as Record<string, string> };
}
