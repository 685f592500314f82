import type { Administrator } from './administrator.ts';

/** What the provisioning functions need. */
export interface Provisioning {
  readonly admin: Administrator;
  /** Part of every name, unique for each run. */
  readonly run: string;
  /** The ID of each created organization. Everything else is removed with its organization. */
  readonly organizations: string[];
}
