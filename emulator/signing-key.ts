import { type JWTPayload, type JWK, SignJWT, exportJWK } from 'jose';
import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { newId } from './ids.ts';
import type { State } from './state.ts';

interface SigningKey {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

// Made when first needed, because an RSA key costs more than the rest of a start.
const signingKeys = new WeakMap<State, SigningKey>();

function signingKeyOf(state: State): SigningKey {
  const known = signingKeys.get(state);
  if (known) return known;
  const made = { kid: newId(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
  signingKeys.set(state, made);
  return made;
}

/** Signs claims with the instance's key, RS256. */
export async function signWithInstanceKey(state: State, claims: JWTPayload): Promise<string> {
  const { kid, privateKey } = signingKeyOf(state);
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey);
}

/** The public half of the instance's key, as `/oauth/v2/keys` shows it. */
export async function publicSigningKey(state: State): Promise<JWK> {
  const { kid, publicKey } = signingKeyOf(state);
  return { use: 'sig', kid, alg: 'RS256', ...(await exportJWK(publicKey)) };
}
