import { type KeyPairKeyObjectResult, generateKeyPairSync } from 'node:crypto';
import type { State } from './state.ts';

const made: KeyPairKeyObjectResult[] = [];
const taken = new WeakMap<State, number>();

/**
 * Returns a different RSA 2048 key pair at each call. Every emulator of a process reuses the same pairs from the first one
 * on, because generating a pair takes longer than starting an emulator.
 */
export function nextKeyPair(state: State): KeyPairKeyObjectResult {
  const index = taken.get(state) ?? 0;
  taken.set(state, index + 1);
  const pair = made[index] ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  made[index] = pair;
  return pair;
}
