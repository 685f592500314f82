import { detailsOfChange, detailsOfCreation, touch } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { randomLettersAndDigits } from '../random.ts';
import type { User } from '../state.ts';
import { addUser, loginName, removeUser, suspendUser } from '../users.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { requireFreeLoginName, userOf } from './users.ts';

const PATH = '/management/v1/users/{userId}';
const NOT_FOUND = 'User could not be found';

/** Service accounts, their secrets and their states. */
export const serviceAccountRoutes: Route[] = [
  { call: 'POST /management/v1/users/machine', permission: 'user.write', run: createServiceAccount },
  { call: `PUT ${PATH}/secret`, permission: 'user.write', run: generateSecret },
  { call: `DELETE ${PATH}/secret`, permission: 'user.write', run: removeSecret },
  { call: `POST ${PATH}/_deactivate`, permission: 'user.write', run: deactivate },
  { call: `POST ${PATH}/_reactivate`, permission: 'user.write', run: reactivate },
  { call: `POST ${PATH}/_lock`, permission: 'user.write', run: lock },
  { call: `POST ${PATH}/_unlock`, permission: 'user.write', run: unlock },
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
  const user = userOf(call, { code: 5, message: NOT_FOUND, id: 'QUERY-Dfbg2' });
  if (user.kind === 'human')
    throw new ApiRefusal({ code: 9, message: 'Errors.User.NotExisting', id: 'COMMAND-x8910n' });
  touch(call.state, user);
  user.clientSecret = randomLettersAndDigits(64);
  return {
    clientId: loginName(call.state, user),
    clientSecret: user.clientSecret,
    details: detailsOfCreation(call.state, user, user.organizationId),
  };
}

function removeSecret(call: ApiCall): unknown {
  const user = userOf(call, { code: 9, message: 'Errors.User.NotExisting', id: 'COMMAND-x7s802' });
  if (user.clientSecret === undefined) {
    throw new ApiRefusal({ code: 9, message: "Secret doesn't exist", id: 'COMMAND-coi82n' });
  }
  touch(call.state, user);
  delete user.clientSecret;
  return { details: detailsOfChange(user, user.organizationId) };
}

function deactivate(call: ApiCall): unknown {
  const user = userOf(call, { code: 5, message: NOT_FOUND, id: 'COMMAND-3M9ds' });
  refuseUnless(user.state !== 'inactive', { code: 9, message: 'User already inactive', id: 'COMMAND-5M0sf' });
  suspendUser(call.state, user, 'inactive');
  return { details: detailsOfChange(user, user.organizationId) };
}

function lock(call: ApiCall): unknown {
  const user = userOf(call, { code: 5, message: NOT_FOUND, id: 'COMMAND-5M9fs' });
  refuseUnless(user.state === 'active', { code: 9, message: 'User is not active or initial', id: 'COMMAND-3NN8v' });
  suspendUser(call.state, user, 'locked');
  return { details: detailsOfChange(user, user.organizationId) };
}

function reactivate(call: ApiCall): unknown {
  const user = userOf(call, { code: 5, message: NOT_FOUND, id: 'COMMAND-4M0sd' });
  refuseUnless(user.state === 'inactive', { code: 9, message: 'User is not inactive', id: 'COMMAND-6M0sf' });
  return activate(call, user);
}

function unlock(call: ApiCall): unknown {
  const user = userOf(call, { code: 5, message: NOT_FOUND, id: 'COMMAND-M0dos' });
  refuseUnless(user.state === 'locked', { code: 9, message: 'User is not locked', id: 'COMMAND-4M0ds' });
  return activate(call, user);
}

function remove(call: ApiCall): unknown {
  const user = userOf(call, { code: 5, message: NOT_FOUND, id: 'COMMAND-m9od' });
  removeUser(call.state, user);
  return { details: detailsOfChange(user, user.organizationId) };
}

function activate({ state }: ApiCall, user: User): unknown {
  touch(state, user);
  user.state = 'active';
  return { details: detailsOfChange(user, user.organizationId) };
}

function refuseUnless(good: boolean, error: ApiError): void {
  if (!good) throw new ApiRefusal(error);
}
