import { splitLines } from './lines.ts';
import { createMasker } from './masker.ts';
import { readOutput } from './output-reader.ts';
import { createStepContext, type ContextOptions, type StepLog } from './step-context.ts';

export type { Annotation, StepLog } from './step-context.ts';

/** Reads what a step wrote, as the runner does: commands are carried out, and each line is masked as of then. */
export function readLog(output: string, options: ContextOptions): StepLog {
  const context = createStepContext(options);
  readOutput(splitLines(output), context, { on: options.debug ?? false });
  return context.log();
}

/** The text as the runner shows it when these masks are set. */
export function hideMasks(text: string, masks: readonly string[]): string {
  return createMasker(masks).mask(text);
}
