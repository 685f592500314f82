import type { Core, Log } from '../../src/types.ts';
import { readInputs as read, type Inputs } from '../../src/inputs/inputs.ts';
import { createMasks } from '../../src/report/log.ts';

const silent = (): void => {};

/** Inputs of a step, and what reading them masked, in order. */
export interface ReadInputs {
  readonly inputs: Inputs;
  readonly log: Log;
  readonly masked: readonly string[];
}

/** The inputs as a step gets them: without the white space around them, and empty when nobody gave them. */
export function readInputs(given: Readonly<Record<string, string>>): ReadInputs {
  const masked: string[] = [];
  const masks = createMasks((value) => masked.push(value));
  const log: Log = { ...masks, mask: masks.add, info: silent, warning: silent, error: silent };
  const core = { getInput: (name: string) => (given[name] ?? '').trim() } as Core;
  return { inputs: read(core, log), log, masked };
}
