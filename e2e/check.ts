import type { World } from './provision/world.ts';

/** One check of an instance. It rejects if the check fails. */
export interface Check {
  readonly name: string;
  readonly run: (world: World) => Promise<unknown>;
  /** The reason why the check is not possible with this instance. */
  readonly impossible?: (world: World) => string | undefined;
}

/** Checks of one subject, by their names. */
export function checksOf(subject: string, checks: Readonly<Record<string, Check['run']>>): Check[] {
  return Object.entries(checks).map(([name, run]) => ({ name: `${subject}: ${name}`, run }));
}
