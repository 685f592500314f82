import { administrators } from './administrators.ts';
import { applications } from './applications.ts';
import { assertions } from './assertions.ts';
import { clientCredentials } from './client-credentials.ts';
import { jwts } from './jwts.ts';
import { organizations } from './organizations.ts';
import { personalAccessTokens } from './personal-access-tokens.ts';
import { revocations } from './revocations.ts';
import type { Situations } from './situation.ts';
import { users } from './users.ts';

/** The situations that the names of recorded entries do not tell; all others are ordinary. */
export const SITUATIONS: Situations = {
  ...clientCredentials,
  ...assertions,
  ...applications,
  ...organizations,
  ...users,
  ...revocations,
  ...personalAccessTokens,
  ...administrators,
  ...jwts,
};
