import { type KeyPairKeyObjectResult, generateKeyPairSync } from 'node:crypto';
import type { State } from './state.ts';

const made: KeyPairKeyObjectResult[] = [];
const taken = new WeakMap<State, number>();

/**
 * An RSA 2048 key pair, another one at each call.
 * Each emulator of a process begins with the first pair again: making one costs more than a whole start.
 */
export function nextKeyPair(state: State): KeyPairKeyObjectResult {
  const index = taken.get(state) ?? 0;
  taken.set(state, index + 1);
  const pair = made[index] ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  made[index] = pair;
  return pair;
}
