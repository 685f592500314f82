import type { Aggregate, State } from './state.ts';
import { timestamp } from './timestamps.ts';

/** The fields of something new. */
export function newAggregate(state: State): Aggregate {
  return { sequence: 1, creationDate: state.now(), changeDate: state.now() };
}

/** Counts one more change. */
export function touch(state: State, aggregate: Aggregate): void {
  aggregate.sequence += 1;
  aggregate.changeDate = state.now();
}

/** `details` in the answer to a call that made something: the aggregate's sequence, and the time of now. */
export function detailsOfCreation(state: State, aggregate: Aggregate, resourceOwner: string): Record<string, string> {
  return { sequence: String(aggregate.sequence), creationDate: timestamp(state.now()), resourceOwner };
}

/** `details` in the answer to a call that changed something. */
export function detailsOfChange(aggregate: Aggregate, resourceOwner: string): Record<string, string> {
  return { sequence: String(aggregate.sequence), changeDate: timestamp(aggregate.changeDate), resourceOwner };
}

/** `details` in the answer to a call that reads something. */
export function detailsOfReading(aggregate: Aggregate, resourceOwner: string): Record<string, string> {
  return {
    sequence: String(aggregate.sequence),
    creationDate: timestamp(aggregate.creationDate),
    changeDate: timestamp(aggregate.changeDate),
    resourceOwner,
  };
}
