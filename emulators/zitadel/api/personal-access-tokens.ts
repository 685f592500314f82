import { detailsOfChange, detailsOfCreation, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { addPersonalAccessToken } from '../personal-access-tokens.ts';
import type { PersonalAccessToken, User } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { expirationDateField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { listAnswer } from './search.ts';
import { manageableUser, userOf } from './users.ts';

const PATH = '/management/v1/users/{userId}/pats';
const V2 = '/v2/users/{userId}/pats';
const USER_NOT_FOUND = { code: 9, message: 'User could not be found', id: 'COMMAND-Dggw2' };
const NOT_FOUND = { code: 5, message: 'Personal Access Token not found', id: 'COMMAND-4m77G' };

/** Personal access tokens of service accounts. */
export const personalAccessTokenRoutes: Route[] = [
  { call: `POST ${PATH}`, permission: 'user.write', run: createToken },
  { call: `DELETE ${PATH}/{tokenId}`, permission: 'user.write', run: deleteToken },
  { call: `POST ${PATH}/_search`, permission: 'user.read', run: searchTokens },
  { call: `POST ${V2}`, run: createTokenV2 },
  { call: `DELETE ${V2}/{tokenId}`, run: deleteTokenV2 },
];

function createToken(call: ApiCall): unknown {
  const user = userOf(call, USER_NOT_FOUND);
  const { id, token } = newToken(call, user);
  return { tokenId: id, token, details: detailsOfCreation(call.state, user, user.organizationId) };
}

function createTokenV2(call: ApiCall): unknown {
  if (call.body['expirationDate'] === undefined) {
    throw new ApiRefusal({
      code: 3,
      message: 'invalid AddPersonalAccessTokenRequest.ExpirationDate: value is required',
    });
  }
  const { id, token, creationDate } = newToken(call, manageableUser(call, USER_NOT_FOUND));
  return { creationDate: timestamp(creationDate), tokenId: id, token };
}

function newToken({ state, body }: ApiCall, user: User): PersonalAccessToken {
  if (user.kind === 'human') {
    throw new ApiRefusal({ code: 9, message: 'Not allowed for this user type', id: 'COMMAND-Df2f1' });
  }
  return addPersonalAccessToken(state, { user, expirationDate: expirationDateField(body, state.now()) });
}

function deleteToken(call: ApiCall): unknown {
  const user = userOf(call, NOT_FOUND);
  removeToken(call, user);
  return { details: detailsOfChange(user, user.organizationId) };
}

function deleteTokenV2(call: ApiCall): unknown {
  removeToken(call, manageableUser(call, NOT_FOUND));
  return { deletionDate: timestamp(call.state.now()) };
}

function removeToken({ state, ids }: ApiCall, user: User): void {
  const entry = [...state.personalAccessTokens.values()].find(({ id }) => id === ids['tokenId']);
  if (entry?.userId !== user.id) throw new ApiRefusal(NOT_FOUND);
  touch(state, user);
  state.personalAccessTokens.delete(entry.token);
}

function searchTokens({ state, caller, ids }: ApiCall): unknown {
  const tokens = [...state.personalAccessTokens.values()].filter(
    ({ userId, organizationId }) => userId === ids['userId'] && organizationId === caller.organizationId,
  );
  return listAnswer(state, tokens, ({ expirationDate, scopes }) => ({ expirationDate, scopes }));
}
