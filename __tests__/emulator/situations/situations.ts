import { applications } from './applications.ts';
import { assertions } from './assertions.ts';
import { clientCredentials } from './client-credentials.ts';
import { hosts } from './hosts.ts';
import { organizations } from './organizations.ts';
import { revocations } from './revocations.ts';
import type { Situations } from './situation.ts';
import { users } from './users.ts';

/** The situation of every recorded entry, by name. */
export const SITUATIONS: Situations = {
  ...clientCredentials,
  ...assertions,
  ...applications,
  ...organizations,
  ...users,
  ...revocations,
  ...hosts,
};
