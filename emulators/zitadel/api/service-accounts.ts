import { detailsOfChange, detailsOfCreation, touch } from '../aggregates.ts';
import { randomLettersAndDigits } from '../random.ts';
import { addUser, loginName, removeUser, suspendUser } from '../users.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { requireFreeLoginName, userOf } from './users.ts';

const PATH = '/management/v1/users/{userId}';

/** Service accounts, their secrets and their states. */
export const serviceAccountRoutes: Route[] = [
  { call: 'POST /management/v1/users/machine', permission: 'user.write', run: createServiceAccount },
  { call: `PUT ${PATH}/secret`, permission: 'user.write', run: generateSecret },
  { call: `POST ${PATH}/_deactivate`, permission: 'user.write', run: (call) => suspend(call, 'inactive') },
  { call: `POST ${PATH}/_lock`, permission: 'user.write', run: (call) => suspend(call, 'locked') },
  { call: `DELETE ${PATH}`, permission: 'user.delete', run: remove },
];

function createServiceAccount({ state, caller: { organizationId }, body }: ApiCall): unknown {
  const userName = nameField(body, 'userName', 'AddMachineUserRequest.UserName');
  const name = nameField(body, 'name', 'AddMachineUserRequest.Name');
  requireFreeLoginName(state, { organizationId, userName });
  const tokenType = body['accessTokenType'] === 'ACCESS_TOKEN_TYPE_JWT' ? 'JWT' : 'opaque';
  const user = addUser(state, { organizationId, userName, name, tokenType });
  return { userId: user.id, details: detailsOfChange(user, organizationId) };
}

function generateSecret(call: ApiCall): unknown {
  const user = userOf(call);
  touch(call.state, user);
  user.clientSecret = randomLettersAndDigits(64);
  return {
    clientId: loginName(call.state, user),
    clientSecret: user.clientSecret,
    details: detailsOfCreation(call.state, user, user.organizationId),
  };
}

function suspend(call: ApiCall, as: 'inactive' | 'locked'): unknown {
  const user = userOf(call);
  suspendUser(call.state, user, as);
  return { details: detailsOfChange(user, user.organizationId) };
}

function remove(call: ApiCall): unknown {
  const user = userOf(call);
  removeUser(call.state, user);
  return { details: detailsOfChange(user, user.organizationId) };
}
