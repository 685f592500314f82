import type { Aggregate, State } from './state.ts';
import { timestamp } from './timestamps.ts';

/** The aggregate fields of a new object. */
export function newAggregate(state: State): Aggregate {
  return { sequence: 1, creationDate: state.now(), changeDate: state.now() };
}

/** Records a change. */
export function touch(state: State, aggregate: Aggregate): void {
  aggregate.sequence += 1;
  aggregate.changeDate = state.now();
}

/** `details` in the response to a call that created an object: the sequence of the aggregate, and the current time. */
export function detailsOfCreation(state: State, aggregate: Aggregate, resourceOwner: string): Record<string, string> {
  return { sequence: String(aggregate.sequence), creationDate: timestamp(state.now()), resourceOwner };
}

/** `details` in the response to a call that changed an object. */
export function detailsOfChange(aggregate: Aggregate, resourceOwner: string): Record<string, string> {
  return { sequence: String(aggregate.sequence), changeDate: timestamp(aggregate.changeDate), resourceOwner };
}

/** `details` in the response to a call that reads an object. */
export function detailsOfReading(aggregate: Aggregate, resourceOwner: string): Record<string, string> {
  return {
    sequence: String(aggregate.sequence),
    creationDate: timestamp(aggregate.creationDate),
    changeDate: timestamp(aggregate.changeDate),
    resourceOwner,
  };
}
