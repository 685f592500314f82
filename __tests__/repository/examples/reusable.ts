import { expect } from '@jest/globals';
import { type Context, fill } from './expressions.ts';
import { readWorkflow, type Texts, type Workflow } from '../workflow-file.ts';
import { type JobResult, runJob } from './workflow-run.ts';

interface CallContract {
  readonly workflow_call: {
    readonly inputs: Readonly<Record<string, { readonly default?: string | number | boolean }>>;
    readonly secrets: Readonly<Record<string, { readonly required: boolean }>>;
  };
}

/** A job of an example that calls a reusable workflow of this repository. */
export interface Call {
  /** The calling workflow. */
  readonly caller: Workflow;
  readonly job: string;
  /** Variables and secrets of the calling repository. */
  readonly context: Context;
  /** Secrets of the environment, which only the called job names. */
  readonly environment?: Context;
  readonly programs?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Inputs that differ from those of the example. */
  readonly inputs?: Texts;
}

/** @returns the reusable workflow that a job of an example calls */
export function calledBy(caller: Workflow, job: string): Workflow {
  const [, file = ''] = /\/(\.github\/workflows\/[\w-]+\.yml)@v1$/.exec(caller.jobs[job]?.uses ?? '') ?? [];
  return readWorkflow(file);
}

/** Calls a reusable workflow as a job of an example does. */
export async function call({
  caller,
  job,
  context,
  environment = {},
  programs = {},
  inputs,
}: Call): Promise<JobResult> {
  const workflow = calledBy(caller, job);
  const { inputs: known, secrets } = (workflow.on as CallContract).workflow_call;
  const { with: given = {}, secrets: passed = {}, permissions } = caller.jobs[job] ?? {};
  expect(Object.keys(given).filter((name) => !(name in known))).toEqual([]);
  expect(Object.keys(passed).filter((name) => !(name in secrets))).toEqual([]);
  expect(Object.values(secrets).filter(({ required }) => required)).toEqual([]);
  const [name = ''] = Object.keys(workflow.jobs);
  // GitHub rejects a call that grants less than the called job needs.
  expect(permissions).toEqual(workflow.jobs[name]?.permissions);
  const defaults = Object.fromEntries(Object.entries(known).map(([input, row]) => [input, row.default ?? '']));
  return await runJob({
    workflow,
    job: name,
    context: {
      ...Object.fromEntries(Object.entries(context).filter(([one]) => one.startsWith('github.'))),
      ...prefixed('inputs', { ...defaults, ...given, ...inputs }, context),
      ...prefixed('secrets', passed, context),
      ...environment,
    },
    programs,
  });
}

function prefixed(kind: string, texts: Texts, context: Context): Context {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [`${kind}.${name}`, fill(value, context)]));
}
