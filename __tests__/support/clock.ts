import { AsyncLocalStorage } from 'node:async_hooks';

/** The clock of a step in the process of a test. Each wait advances it by its time, and each attempt by a millisecond. */
export class Clock {
  ms = 0;
  /** The limit of each attempt, in milliseconds. */
  readonly limits: number[] = [];
  /** Lets the time of the current attempt pass. */
  pass = (): void => undefined;
}

const current = new AsyncLocalStorage<Clock | undefined>();
const uptime = process.uptime.bind(process);
const start = setTimeout;

process.uptime = () => {
  const clock = current.getStore();
  return clock === undefined ? uptime() : clock.ms / 1000;
};

globalThis.setTimeout = Object.assign((act: (value?: unknown) => void, ms = 0, ...values: unknown[]) => {
  const clock = current.getStore();
  if (clock === undefined) return start(act, ms, ...values);
  // The timer of a wait resolves a promise, and that of an attempt's limit has a callback without parameters.
  const isWait = act.length > 0;
  clock.ms += isWait ? ms : 1;
  if (isWait) return start(act, 0);
  clock.limits.push(ms);
  clock.pass = () => {
    clock.ms += ms;
    act();
  };
  return start(act, 120_000);
}, start);

/** Runs a step whose waits take no time, so that it makes the same number of attempts on a slow machine. Without a clock, they do. */
export async function withClock<T>(clock: Clock | undefined, act: () => Promise<T>): Promise<T> {
  return await current.run(clock, act);
}
