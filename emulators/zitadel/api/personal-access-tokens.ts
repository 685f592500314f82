import { detailsOfChange, detailsOfCreation, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { addPersonalAccessToken } from '../personal-access-tokens.ts';
import { expirationDateField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { listAnswer } from './search.ts';
import { userOf } from './users.ts';

const PATH = '/management/v1/users/{userId}/pats';
const NOT_FOUND = { code: 5, message: 'Personal Access Token not found', id: 'COMMAND-4m77G' };

/** Personal access tokens of service accounts. */
export const personalAccessTokenRoutes: Route[] = [
  { call: `POST ${PATH}`, permission: 'user.write', run: createToken },
  { call: `DELETE ${PATH}/{tokenId}`, permission: 'user.write', run: deleteToken },
  { call: `POST ${PATH}/_search`, permission: 'user.read', run: searchTokens },
];

function createToken(call: ApiCall): unknown {
  const { state, body } = call;
  const user = userOf(call, { code: 9, message: 'User could not be found', id: 'COMMAND-Dggw2' });
  if (user.kind === 'human') {
    throw new ApiRefusal({ code: 9, message: 'Not allowed for this user type', id: 'COMMAND-Df2f1' });
  }
  const { id, token } = addPersonalAccessToken(state, { user, expirationDate: expirationDateField(body, state.now()) });
  return { tokenId: id, token, details: detailsOfCreation(state, user, user.organizationId) };
}

function deleteToken(call: ApiCall): unknown {
  const { state, ids } = call;
  const user = userOf(call, NOT_FOUND);
  const entry = [...state.personalAccessTokens.values()].find(({ id }) => id === ids['tokenId']);
  if (entry?.userId !== user.id) throw new ApiRefusal(NOT_FOUND);
  touch(state, user);
  state.personalAccessTokens.delete(entry.token);
  return { details: detailsOfChange(user, user.organizationId) };
}

function searchTokens({ state, caller, ids }: ApiCall): unknown {
  const tokens = [...state.personalAccessTokens.values()].filter(
    ({ userId, organizationId }) => userId === ids['userId'] && organizationId === caller.organizationId,
  );
  return listAnswer(state, tokens, ({ expirationDate, scopes }) => ({ expirationDate, scopes }));
}
