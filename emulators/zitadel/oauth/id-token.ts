import { createHash } from 'node:crypto';
import { signWithInstanceKey } from '../signing-key.ts';
import type { AccessToken, State, User } from '../state.ts';
import { LIFETIME } from './access-tokens.ts';
import { organizationClaims } from './claims.ts';

interface NewIdToken {
  issuer: string;
  user: User;
  accessToken: AccessToken;
  grant: 'client_credentials' | 'jwt-bearer';
}

/** Creates the ID token that is returned with an access token. */
export async function newIdToken(state: State, { issuer, user, accessToken, grant }: NewIdToken): Promise<string> {
  const issuedAt = Math.floor(state.now() / 1000);
  const withSecret = grant === 'client_credentials';
  const hash = createHash('sha256').update(accessToken.token).digest();
  return signWithInstanceKey(state, {
    iss: issuer,
    sub: user.id,
    aud: [...new Set([...accessToken.audience, user.userName])],
    // With the JWT profile, the ID token expires immediately, as on the real server.
    exp: withSecret ? issuedAt + LIFETIME : issuedAt,
    iat: issuedAt,
    auth_time: issuedAt,
    ...(withSecret && { amr: ['pwd'] }),
    azp: user.userName,
    client_id: user.userName,
    at_hash: hash.subarray(0, hash.length / 2).toString('base64url'),
    ...organizationClaims(state, user, accessToken.scopes),
  });
}
