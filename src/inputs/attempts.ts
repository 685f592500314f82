import { ActionError } from '../util/errors.ts';

/** Reads that may fail: each error is kept, so that one run reports all of them. */
export interface Attempts {
  /**
   * Reads a value.
   * @returns a function that returns it, and throws again what reading it has thrown: what depends on a rejected value
   *   is not checked, and its error is reported once
   */
  readonly read: <Value>(read: () => Value) => () => Value;
  readonly add: (error: ActionError) => void;
  /** @throws ActionError all errors as one, with the failure, topic and fix of the first */
  readonly throwAll: () => void;
}

/** A run reports at most ten, because a longer annotation is cut off. */
const mostErrors = 10;

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
      const lines = others.slice(0, mostErrors - 1).map(({ message, fix }) => `- ${message.split('\n')[0]} ${fix}`);
      const more = others.length >= mostErrors ? [`- ${others.length - mostErrors + 1} more.`] : [];
      const also = others.length === 1 ? 'One more input is wrong:' : `${others.length} more inputs are wrong:`;
      throw new ActionError(first.failure, first.topic, [first.message, also, ...lines, ...more].join('\n'), first.fix);
    },
  };
}
