import { createMasker } from './masker.ts';

/**
 * The outputs of a step that the runner drops when the job maps them to job outputs, because they contain a masked value.
 * The runner then warns: `Skip output '…' since it may contain secret.` Steps of the same job can read all outputs.
 */
export function findDroppedOutputs(outputs: Readonly<Record<string, string>>, masks: readonly string[]): string[] {
  const { mask } = createMasker(masks);
  return Object.entries(outputs)
    .filter(([, value]) => mask(value) !== value)
    .map(([name]) => name);
}
