import type { FileTexts } from './file-commands.ts';
import { readKeyValues } from './key-values.ts';
import { joinLines, splitLines } from './lines.ts';
import type { StepContext } from './step-context.ts';

const largestSummary = 1_024 * 1_024;

/**
 * Processes the files that a step wrote, in the order of the runner: variables, summary, state, outputs. The runner does
 * this whether the step succeeded, failed or was canceled. A malformed file fails the step, but the values before the
 * error are kept.
 * @returns the summary as the page of the workflow run shows it
 */
export function processFiles(files: FileTexts, context: StepContext): string {
  processPairs({ name: 'env', text: files.GITHUB_ENV }, context, (name, value) => {
    if (name.toUpperCase() === 'NODE_OPTIONS') {
      context.issue('error', `Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.`);
      return;
    }
    context.variables[name] = value;
    context.debug(`${name}='${value}'`);
  });
  const summary = processSummary(files.GITHUB_STEP_SUMMARY, context);
  processPairs({ name: 'state', text: files.GITHUB_STATE }, context, (name, value) => {
    context.state[name] = value;
    context.debug(`Save intra-action state ${name} = ${value}`);
  });
  processPairs({ name: 'output', text: files.GITHUB_OUTPUT }, context, (name, value) => {
    if (name === '') throw new Error("Value cannot be null. (Parameter 'name')");
    context.outputs[name] = value;
    context.debug(`Set output ${name} = ${value}`);
  });
  return summary;
}

function processPairs(
  file: { readonly name: string; readonly text: string },
  context: StepContext,
  set: (name: string, value: string) => void,
): void {
  try {
    const { values, problem } = readKeyValues(file.text);
    for (const [name, value] of Object.entries(values)) set(name, value);
    if (problem !== undefined) throw new Error(problem);
  } catch (error) {
    context.issue('error', `Unable to process file command '${file.name}' successfully.`);
    context.issue('error', error instanceof Error ? error.message : String(error));
    context.fail();
  }
}

/** A summary that is too large is dropped with an error, which does not fail the step. */
function processSummary(text: string, context: StepContext): string {
  const size = Buffer.byteLength(text);
  if (size > largestSummary) {
    const [most, given] = [largestSummary, size].map((bytes) => Math.floor(bytes / 1_024));
    context.issue(
      'error',
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${most}k, got ${given}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
    );
    return '';
  }
  return joinLines(splitLines(text).map((line) => context.masker.mask(line)));
}
