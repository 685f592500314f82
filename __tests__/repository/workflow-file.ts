import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { actionFolder } from '../../emulators/runner/action-file.ts';

export type Texts = Readonly<Record<string, string | number | boolean>>;

/** A step of a workflow, with the keys that the tests read. */
export interface WorkflowStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Texts;
  readonly env?: Texts;
  readonly 'continue-on-error'?: boolean;
}

interface WorkflowJob {
  readonly environment?: string;
  readonly env?: Texts;
  readonly defaults?: Workflow['defaults'];
  /** A job that calls a reusable workflow has these three instead of steps. */
  readonly uses?: string;
  readonly with?: Texts;
  readonly secrets?: Texts;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly WorkflowStep[];
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

/** Whether a step or job uses this action. The account is a placeholder until `npm run set-owner` replaces it. */
export function usesThisAction(uses = ''): boolean {
  return /^[\w-]+\/zitadel-token-action[@/]/.test(uses);
}

/**
 * @param path relative to the project
 * @param replaced texts of the file that differ in a test, each with its replacement
 */
export function readWorkflow(path: string, replaced: Readonly<Record<string, string>> = {}): Workflow {
  let text = readProjectFile(path);
  for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to);
  return parse(text) as Workflow;
}

export function readProjectFile(path: string): string {
  return readFileSync(join(actionFolder, path), 'utf8');
}

export function stepsOf(workflow: Workflow): readonly WorkflowStep[] {
  return Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps);
}
