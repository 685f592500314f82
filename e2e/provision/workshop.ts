import type { Administrator } from './administrator.ts';

/** What making something needs. */
export interface Workshop {
  readonly admin: Administrator;
  /** Tells this run's names from those of any other. */
  readonly run: string;
  /** The id of each organization made, as soon as it exists: all the rest goes with its organization. */
  readonly organizations: string[];
}
