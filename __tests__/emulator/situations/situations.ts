import { administrators } from './administrators.ts';
import { applications } from './applications.ts';
import { assertions } from './assertions.ts';
import { clientCredentials } from './client-credentials.ts';
import { hosts } from './hosts.ts';
import { jwts } from './jwts.ts';
import { organizations } from './organizations.ts';
import { organizationsV2 } from './organizations-v2.ts';
import { personalAccessTokens } from './personal-access-tokens.ts';
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
  ...personalAccessTokens,
  ...administrators,
  ...organizationsV2,
  ...jwts,
};
