import { detailsOfReading } from '../aggregates.ts';
import type { State, User } from '../state.ts';
import { loginName } from '../users.ts';
import type { Route } from './route.ts';

/** Reading of users. */
export const userRoutes: Route[] = [
  { call: 'GET /auth/v1/users/me', run: ({ state, caller }) => ({ user: userAnswer(state, caller.user) }) },
];

/** A user as the v1 APIs show it. */
export function userAnswer(state: State, user: User): unknown {
  const name = loginName(state, user);
  return {
    id: user.id,
    details: detailsOfReading(user, user.organizationId),
    state: `USER_STATE_${user.state.toUpperCase()}`,
    userName: user.userName,
    loginNames: [name],
    preferredLoginName: name,
    machine: {
      name: user.name,
      ...(user.clientSecret !== undefined && { hasSecret: true }),
      ...(user.tokenType === 'JWT' && { accessTokenType: 'ACCESS_TOKEN_TYPE_JWT' }),
    },
  };
}
