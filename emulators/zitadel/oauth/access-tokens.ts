import { newId } from '../ids.ts';
import { newOpaqueToken } from '../opaque-tokens.ts';
import { signWithInstanceKey } from '../signing-key.ts';
import type { AccessToken, State, User } from '../state.ts';
import { organizationClaims } from './claims.ts';
import { audienceOf } from './scopes.ts';

/** How long an access token lives, in seconds. */
export const LIFETIME = 12 * 3600;

export interface NewAccessToken {
  issuer: string;
  user: User;
  scopes: string[];
}

/** Issues an access token, opaque or a JWT as the account's token type says, and remembers it. */
export async function issueAccessToken(state: State, { issuer, user, scopes }: NewAccessToken): Promise<AccessToken> {
  const id = newId();
  const audience = audienceOf(state, scopes);
  const issuedAt = Math.floor(state.now() / 1000);
  const expiresAt = issuedAt + LIFETIME;
  const claims = {
    iss: issuer,
    sub: user.id,
    aud: audience.length > 0 ? audience : [user.userName],
    exp: expiresAt,
    iat: issuedAt,
    nbf: issuedAt,
    client_id: user.userName,
    jti: `V2_${newId()}-at_${id}`,
    ...organizationClaims(state, user, scopes),
  };
  const token =
    user.tokenType === 'JWT' ? await signWithInstanceKey(state, claims) : newOpaqueToken(state.version, 'access token');
  const accessToken = {
    id,
    token,
    userId: user.id,
    scopes,
    audience,
    expiresAt: expiresAt * 1000,
    ...(user.tokenType === 'JWT' && { issuer }),
  };
  state.accessTokens.set(token, accessToken);
  return accessToken;
}

/** What a live token stands for. A user that went with its organization is gone while the token is known. */
export interface LiveToken {
  user: User | undefined;
  scopes: string[];
  /** Whether it opens the APIs. */
  forApis: boolean;
}

/**
 * Looks an access token or personal access token up, at the issuer that was called.
 * Out: nothing when it is unknown, revoked or expired, or a JWT of another issuer.
 */
export function liveToken(state: State, token: string, issuer: string): LiveToken | undefined {
  const personal = state.personalAccessTokens.get(token);
  if (personal) {
    const live = Date.parse(personal.expirationDate) > state.now();
    return live ? usable(state.users.get(personal.userId), personal.scopes, true) : undefined;
  }
  const access = state.accessTokens.get(token);
  if (!access || access.expiresAt <= state.now() || (access.issuer ?? issuer) !== issuer) return undefined;
  return usable(state.users.get(access.userId), access.scopes, access.audience.includes(state.zitadelProjectId));
}

function usable(user: User | undefined, scopes: string[], forApis: boolean): LiveToken | undefined {
  return user && user.state !== 'active' ? undefined : { user, scopes, forApis };
}
