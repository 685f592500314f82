import { splitLines } from './lines.ts';
import { createMasker } from './masker.ts';
import { readOutput } from './output-reader.ts';
import { createStepContext, type ContextOptions, type StepLog } from './step-context.ts';

export type { Annotation, StepLog } from './step-context.ts';

/** Reads the output of a step as the runner does: runs the commands, and masks each line with the masks set before it. */
export function readLog(output: string, options: ContextOptions): StepLog {
  const context = createStepContext(options);
  readOutput(splitLines(output), context, { on: options.debug ?? false });
  return context.log();
}

/** The text as the runner shows it with these masks. */
export function hideMasks(text: string, masks: readonly string[]): string {
  return createMasker(masks).mask(text);
}
