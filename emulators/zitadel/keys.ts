import type { KeyObject } from 'node:crypto';
import { touch } from './aggregates.ts';
import { newId } from './ids.ts';
import { nextKeyPair } from './key-pairs.ts';
import type { Application, Key, State, User } from './state.ts';
import { NEVER } from './timestamps.ts';

/** The key file of a service account, which the server returns only once. */
export interface KeyFile {
  type: 'serviceaccount';
  keyId: string;
  key: string;
  expirationDate: string;
  userId: string;
}

interface NewKey {
  user: User;
  /** A time of RFC 3339; by default the key never expires. */
  expirationDate?: string | undefined;
  /** The public key of an existing pair. If it is missing, the server generates a pair. */
  publicKey?: KeyObject | undefined;
}

/** Adds a key to a service account. @returns the key, and the key file if the server generated the pair */
export function addKey(
  state: State,
  { user, expirationDate = NEVER, publicKey }: NewKey,
): { key: Key; file?: KeyFile } {
  if (publicKey) return { key: keep(state, { user, expirationDate, publicKey }) };
  const pair = nextKeyPair(state);
  const key = keep(state, { user, expirationDate, publicKey: pair.publicKey });
  const file = { keyId: key.id, key: pkcs1(pair.privateKey), expirationDate, userId: user.id };
  return { key, file: { type: 'serviceaccount', ...file } };
}

/** Creates the key file of an application. The key is not stored, because no token can be requested with it. */
export function newApplicationKeyFile(state: State, application: Application): Record<string, string> {
  const { privateKey } = nextKeyPair(state);
  const { id, clientId } = application;
  return { type: 'application', keyId: newId(), key: pkcs1(privateKey), appId: id, clientId };
}

function pkcs1(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

interface KeptKey {
  user: User;
  expirationDate: string;
  publicKey: KeyObject;
}

function keep(state: State, { user, expirationDate, publicKey }: KeptKey): Key {
  touch(state, user);
  const kept: Key = {
    id: newId(),
    userId: user.id,
    organizationId: user.organizationId,
    publicKey,
    expirationDate,
    creationDate: state.now(),
    sequence: user.sequence,
  };
  state.keys.set(kept.id, kept);
  return kept;
}
