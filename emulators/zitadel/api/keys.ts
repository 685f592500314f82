import { type KeyObject, createPublicKey } from 'node:crypto';
import { detailsOfChange, detailsOfCreation, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { addKey } from '../keys.ts';
import type { Key, User } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { expirationDateField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { listAnswer } from './search.ts';
import { manageableUser, userOf } from './users.ts';

const V1 = '/management/v1/users/{userId}/keys';
const V2 = '/v2/users/{userId}/keys';
const USER_NOT_FOUND = { code: 9, message: 'User could not be found', id: 'COMMAND-bnipwm1' };
const KEY_NOT_FOUND = { code: 5, message: 'Machine key not found', id: 'COMMAND-4m77G' };

/** Keys of service accounts. With v2 an account may manage its own without any role. */
export const keyRoutes: Route[] = [
  { call: `POST ${V1}`, permission: 'user.write', run: createKey },
  { call: `DELETE ${V1}/{keyId}`, permission: 'user.write', run: deleteKey },
  { call: `POST ${V1}/_search`, permission: 'user.read', run: searchKeys },
  { call: `POST ${V2}`, run: createKeyV2 },
  { call: `DELETE ${V2}/{keyId}`, run: deleteKeyV2 },
];

function createKey(call: ApiCall): unknown {
  const { state, body } = call;
  if (body['type'] !== 'KEY_TYPE_JSON') {
    const message = 'invalid AddMachineKeyRequest.Type: value must not be in list [KEY_TYPE_UNSPECIFIED]';
    throw new ApiRefusal({ code: 3, message });
  }
  const user = userOf(call, USER_NOT_FOUND);
  const { key, content } = newKey(call, user);
  const details = detailsOfCreation(state, user, user.organizationId);
  return { keyId: key.id, ...(content !== undefined && { keyDetails: content }), details };
}

function createKeyV2(call: ApiCall): unknown {
  if (call.body['expirationDate'] === undefined) {
    throw new ApiRefusal({ code: 3, message: 'invalid AddKeyRequest.ExpirationDate: value is required' });
  }
  const { key, content } = newKey(call, manageableUser(call, USER_NOT_FOUND));
  const creationDate = timestamp(key.creationDate);
  return { creationDate, keyId: key.id, ...(content !== undefined && { keyContent: content }) };
}

function newKey({ state, body }: ApiCall, user: User): { key: Key; content?: string } {
  if (user.kind === 'human') throw new ApiRefusal(USER_NOT_FOUND);
  const expirationDate = expirationDateField(body, state.now());
  const uploaded = body['publicKey'];
  const publicKey = typeof uploaded === 'string' && uploaded !== '' ? parsedPublicKey(uploaded) : undefined;
  const { key, file } = addKey(state, { user, expirationDate, publicKey });
  return { key, ...(file && { content: Buffer.from(JSON.stringify(file)).toString('base64') }) };
}

function parsedPublicKey(base64: string): KeyObject {
  const pem = Buffer.from(base64, 'base64').toString();
  try {
    if (pem.startsWith('-----BEGIN PUBLIC KEY-----')) return createPublicKey(pem);
  } catch {
    // The refusal below says it.
  }
  const message = 'Public key is not a valid RSA public key in PKIX format with PEM encoding';
  throw new ApiRefusal({ code: 3, message, id: 'COMMAND-5F3h1' });
}

function deleteKey(call: ApiCall): unknown {
  const user = userOf(call, KEY_NOT_FOUND);
  removeKey(call, user);
  return { details: detailsOfChange(user, user.organizationId) };
}

function deleteKeyV2(call: ApiCall): unknown {
  removeKey(call, manageableUser(call, USER_NOT_FOUND));
  return { deletionDate: timestamp(call.state.now()) };
}

function removeKey({ state, ids }: ApiCall, user: User): void {
  const key = state.keys.get(ids['keyId'] ?? '');
  if (key?.userId !== user.id) throw new ApiRefusal(KEY_NOT_FOUND);
  touch(state, user);
  state.keys.delete(key.id);
}

function searchKeys({ state, caller, ids }: ApiCall): unknown {
  const keys = [...state.keys.values()].filter(
    ({ userId, organizationId }) => userId === ids['userId'] && organizationId === caller.organizationId,
  );
  return listAnswer(state, keys, ({ expirationDate }) => ({ type: 'KEY_TYPE_JSON', expirationDate }));
}
