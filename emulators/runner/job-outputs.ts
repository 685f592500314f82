import { createMasker } from './masker.ts';

/**
 * The outputs of a step that the runner drops when the job maps them to its own outputs, with the warning `Skip output
 * '…' since it may contain secret.`: those that contain a mask. Steps of the same job can read them all.
 */
export function findDroppedOutputs(outputs: Readonly<Record<string, string>>, masks: readonly string[]): string[] {
  const { mask } = createMasker(masks);
  return Object.entries(outputs)
    .filter(([, value]) => mask(value) !== value)
    .map(([name]) => name);
}
