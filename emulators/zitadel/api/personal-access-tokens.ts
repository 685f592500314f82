import { touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { addPersonalAccessToken } from '../personal-access-tokens.ts';
import { timestamp } from '../timestamps.ts';
import { expirationDateField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { manageableUser } from './users.ts';

const PATH = '/v2/users/{userId}/pats';
const USER_NOT_FOUND = { code: 9, message: 'User could not be found', id: 'COMMAND-Dggw2' };
const NOT_FOUND = { code: 5, message: 'Personal Access Token not found', id: 'COMMAND-4m77G' };

/** Personal access tokens of service accounts. An account may manage its own without any role. */
export const personalAccessTokenRoutes: Route[] = [
  { call: `POST ${PATH}`, run: createToken },
  { call: `DELETE ${PATH}/{tokenId}`, run: deleteToken },
];

function createToken(call: ApiCall): unknown {
  const expirationDate = expirationDateField(call, 'AddPersonalAccessTokenRequest');
  const user = manageableUser(call, USER_NOT_FOUND);
  const { id, token, creationDate } = addPersonalAccessToken(call.state, { user, expirationDate });
  return { creationDate: timestamp(creationDate), tokenId: id, token };
}

function deleteToken(call: ApiCall): unknown {
  const { state, ids } = call;
  const user = manageableUser(call, NOT_FOUND);
  const entry = [...state.personalAccessTokens.values()].find(({ id }) => id === ids['tokenId']);
  if (entry?.userId !== user.id) throw new ApiRefusal(NOT_FOUND);
  touch(state, user);
  state.personalAccessTokens.delete(entry.token);
  return { deletionDate: timestamp(state.now()) };
}
