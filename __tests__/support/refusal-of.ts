import { ActionError } from '../../src/util/errors.ts';

/** What an act is refused with; that it was not refused is an error. */
export function refusalOf(act: () => unknown): ActionError {
  try {
    act();
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
