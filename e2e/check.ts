import type { World } from './provision/world.ts';

/** One thing that has to be so at every instance; it rejects when it is not. */
export interface Check {
  readonly name: string;
  readonly run: (world: World) => Promise<unknown>;
  /** Why it cannot be tried at this instance; absent when it can be at any. */
  readonly impossible?: (world: World) => string | undefined;
}

/** Checks of one subject, by their names. */
export function checksOf(subject: string, checks: Readonly<Record<string, Check['run']>>): Check[] {
  return Object.entries(checks).map(([name, run]) => ({ name: `${subject}: ${name}`, run }));
}
