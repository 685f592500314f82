import type { Core, Log } from '../../src/types/log.ts';
import { readInputs as read, type Inputs } from '../../src/inputs/inputs.ts';
import { createMasks } from '../../src/report/log.ts';

const silent = (): void => {};

/** The inputs of a step, and the values that were masked while the inputs were read, in order. */
interface ReadInputs {
  readonly inputs: Inputs;
  readonly log: Log;
  readonly masked: readonly string[];
}

/** The inputs as a step receives them: without surrounding white space, and empty by default. */
export function readInputs(given: Readonly<Record<string, string>>): ReadInputs {
  const masked: string[] = [];
  const masks = createMasks((value) => masked.push(value));
  const log: Log = { ...masks, info: silent, warning: silent, error: silent };
  const core = { getInput: (name: string) => (given[name] ?? '').trim() } as Core;
  return { inputs: read(core, log), log, masked };
}
