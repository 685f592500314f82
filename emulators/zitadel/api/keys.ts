import { type KeyObject, createPublicKey } from 'node:crypto';
import { touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { addKey } from '../keys.ts';
import { timestamp } from '../timestamps.ts';
import { expirationDateField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';
import { manageableUser } from './users.ts';

const PATH = '/v2/users/{userId}/keys';
const USER_NOT_FOUND = { code: 9, message: 'User could not be found', id: 'COMMAND-bnipwm1' };

/** Keys of service accounts. An account may manage its own without any role. */
export const keyRoutes: Route[] = [
  { call: `POST ${PATH}`, run: createKey },
  { call: `DELETE ${PATH}/{keyId}`, run: deleteKey },
];

function createKey(call: ApiCall): unknown {
  const { state, body } = call;
  const expirationDate = expirationDateField(call, 'AddKeyRequest');
  const user = manageableUser(call, USER_NOT_FOUND);
  const uploaded = body['publicKey'];
  const publicKey = typeof uploaded === 'string' && uploaded !== '' ? parsedPublicKey(uploaded) : undefined;
  const { key, file } = addKey(state, { user, expirationDate, publicKey });
  return {
    creationDate: timestamp(key.creationDate),
    keyId: key.id,
    ...(file && { keyContent: Buffer.from(JSON.stringify(file)).toString('base64') }),
  };
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
  const { state, ids } = call;
  const user = manageableUser(call, USER_NOT_FOUND);
  const key = state.keys.get(ids['keyId'] ?? '');
  if (key?.userId !== user.id) throw new ApiRefusal({ code: 5, message: 'Machine key not found', id: 'COMMAND-4m77G' });
  touch(state, user);
  state.keys.delete(key.id);
  return { deletionDate: timestamp(state.now()) };
}
