import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { readLog } from '../../emulators/runner/log.ts';
import { runMain, runPost, type StepResult } from '../../emulators/runner/run-step.ts';
import { type Context, fill, runs } from './expressions.ts';
import type { Texts, Workflow, WorkflowStep } from './workflow-file.ts';

/** A job of an example, and what the repository around it holds. */
export interface JobRun {
  readonly workflow: Workflow;
  readonly job: string;
  /** `vars.ZITADEL_DOMAIN`, `secrets.ZITADEL_KEY`, … */
  readonly context: Context;
  /** Scripts that stand in for programs, by name. What they append to the file `$CALLS` is in the result. */
  readonly programs?: Readonly<Record<string, string>>;
}

export interface JobResult {
  readonly succeeded: boolean;
  /** What each step came to, by its id, name or action. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** `steps.zitadel.outputs.issuer` and so on. */
  readonly known: Context;
  /** All that the steps wrote, masks included. */
  readonly stdout: string;
  /** As a person sees it. */
  readonly log: string;
  readonly calls: string;
}

/** What a step came to. */
interface Done {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** To be run when the job ends. */
  readonly action?: { readonly inputs: Texts | undefined; readonly main: StepResult };
}

/**
 * Runs a job: steps of this action by the shipped bundle, with their post steps; scripts by bash, as the runner calls
 * it. Steps of other actions are taken for done.
 */
export async function runJob({ workflow, job, context, programs = {} }: JobRun): Promise<JobResult> {
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
  try {
    for (const step of workflow.jobs[job]?.steps ?? []) {
      const name = step.id ?? step.name ?? step.uses ?? '';
      const failed = Object.values(outcomes).includes('failure');
      const done = runs(step.if, failed, known) ? await runStep(step, { workflow, known, folder }) : undefined;
      if (done?.action !== undefined) actions.unshift(done.action);
      stdout += `${done?.stdout.trimEnd() ?? ''}\n`;
      outcomes[name] = done === undefined ? 'skipped' : done.exitCode === 0 ? 'success' : 'failure';
      known[`steps.${name}.outcome`] = outcomes[name];
      for (const [output, value] of Object.entries(done?.outputs ?? {}))
        known[`steps.${name}.outputs.${output}`] = value;
    }
    // The runner evaluates the inputs anew: by now more is known.
    for (const { inputs, main } of actions) stdout += (await runPost({ inputs: filled(inputs, known) }, main)).stdout;
    return {
      succeeded: !Object.values(outcomes).includes('failure'),
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
}

async function runStep({ uses, run, with: inputs, env }: WorkflowStep, place: Place): Promise<Done> {
  if (run !== undefined) return await runScript(run, filled(env, place.known), place);
  if (uses?.startsWith('OWNER/zitadel-token-action@') !== true) return { exitCode: 0, stdout: '', outputs: {} };
  const main = await runMain({ inputs: filled(inputs, place.known) });
  return { ...main, action: { inputs, main } };
}

function filled(texts: Texts = {}, known: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, fill(value, known)]));
}

async function runScript(script: string, env: Record<string, string>, { workflow, folder }: Place): Promise<Done> {
  const [file, output] = [join(folder, 'script.sh'), join(folder, 'output')];
  writeFileSync(file, script);
  writeFileSync(output, '');
  // A shell that is named gets pipefail; the runner's choice of bash does not.
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
