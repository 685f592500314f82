import { administratorRoutes } from './administrators.ts';
import { applicationRoutes } from './applications.ts';
import { keyRoutes } from './keys.ts';
import { membershipRoutes } from './memberships.ts';
import { organizationRoutes } from './organizations.ts';
import { personalAccessTokenRoutes } from './personal-access-tokens.ts';
import { projectRoutes } from './projects.ts';
import type { Route } from './route.ts';
import { searchRoutes } from './search.ts';
import { serviceAccountRoutes } from './service-accounts.ts';
import { userRoutes } from './users.ts';

/** All calls of the APIs. */
export const ROUTES: Route[] = [
  ...organizationRoutes,
  ...userRoutes,
  ...serviceAccountRoutes,
  ...keyRoutes,
  ...personalAccessTokenRoutes,
  ...searchRoutes,
  ...membershipRoutes,
  ...projectRoutes,
  ...applicationRoutes,
  ...administratorRoutes,
];
