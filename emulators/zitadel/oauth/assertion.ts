import { compactVerify, decodeProtectedHeader, errors } from 'jose';
import { jsonObject } from '../json-object.ts';
import type { State, User } from '../state.ts';

const ALGORITHMS = { 'v4.13.1': ['RS256', 'PS256'], 'v4.x': ['RS256', 'PS256', 'ES256'] };
const HOUR = 3600;

/**
 * The user of an assertion (RFC 7523), in any state.
 * @returns undefined if the assertion violates a rule; the server does not report which rule
 */
export async function userOfAssertion(state: State, assertion: string, issuer: string): Promise<User | undefined> {
  // The server ignores white space around the assertion.
  const text = assertion.trim();
  try {
    const { kid } = decodeProtectedHeader(text);
    const key = state.keys.get(kid ?? '');
    if (!key || Date.parse(key.expirationDate) <= state.now()) return undefined;
    const { payload } = await compactVerify(text, key.publicKey, { algorithms: ALGORITHMS[state.version] });
    const claims = jsonObject(new TextDecoder().decode(payload)) ?? {};
    const audience = [claims['aud']].flat();
    const now = state.now() / 1000;
    const isValid =
      claims['iss'] === key.userId &&
      claims['sub'] === key.userId &&
      audience.includes(issuer) &&
      isNumber(claims['exp']) &&
      claims['exp'] > now + 1 &&
      isNumber(claims['iat']) &&
      claims['iat'] <= Math.round(now + 1) &&
      claims['iat'] >= Math.round(now - HOUR);
    return isValid ? state.users.get(key.userId) : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
