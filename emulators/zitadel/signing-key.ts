import { type JWK, type JWTPayload, SignJWT, exportJWK } from 'jose';
import { type KeyPairKeyObjectResult, generateKeyPairSync } from 'node:crypto';
import { newId } from './ids.ts';
import type { State } from './state.ts';

// Generated at the first use, for all emulators of the process, because an RSA key takes longer than the rest of a start.
let pair: KeyPairKeyObjectResult | undefined;
const ids = new WeakMap<State, string>();

function signingKeyOf(state: State): KeyPairKeyObjectResult & { kid: string } {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = ids.get(state) ?? newId();
  ids.set(state, kid);
  return { kid, ...pair };
}

/** Signs claims with the instance's key, RS256. */
export async function signWithInstanceKey(state: State, claims: JWTPayload): Promise<string> {
  const { kid, privateKey } = signingKeyOf(state);
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey);
}

/** The public key of the instance, as `/oauth/v2/keys` returns it. */
export async function publicSigningKey(state: State): Promise<JWK> {
  const { kid, publicKey } = signingKeyOf(state);
  return { use: 'sig', kid, alg: 'RS256', ...(await exportJWK(publicKey)) };
}
