import { ActionError } from '../util/errors.ts';

/**
 * Reads a value.
 * @returns a function that returns it, and throws again what reading it has thrown: what depends on a rejected value is
 *   not checked, and its error is reported once
 */
export type Read = <Value>(read: () => Value) => () => Value;

/** Reads that may fail: each error is kept, so that one run reports all of them. */
interface Attempts {
  readonly read: Read;
  readonly add: (error: ActionError) => void;
  /** @throws ActionError all errors as one, with the failure, topic and fix of the first */
  readonly throwAll: () => void;
}

/** A longer annotation is cut off. */
const mostOthers = 9;

export function createAttempts(): Attempts {
  const errors = new Set<ActionError>();
  return {
    read(read) {
      try {
        const value = read();
        return () => value;
      } catch (error) {
        if (!(error instanceof ActionError)) throw error;
        errors.add(error);
        return () => {
          throw error;
        };
      }
    },
    add: (error) => void errors.add(error),
    throwAll() {
      const [first, ...others] = errors;
      if (first === undefined) return;
      if (others.length === 0) throw first;
      const lines = others.slice(0, mostOthers).map(({ message, fix }) => `- ${message.split('\n')[0]} ${fix}`);
      if (others.length > mostOthers) lines.push(`- ${others.length - mostOthers} more.`);
      throw new ActionError(first.failure, first.topic, [first.message, 'Also wrong:', ...lines].join('\n'), first.fix);
    },
  };
}
