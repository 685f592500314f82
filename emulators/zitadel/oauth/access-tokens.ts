import { newId } from '../ids.ts';
import { newOpaqueToken } from '../opaque-tokens.ts';
import { signWithInstanceKey } from '../signing-key.ts';
import type { AccessToken, State, User } from '../state.ts';
import { organizationClaims } from './claims.ts';
import { audienceOf } from './scopes.ts';

/** The lifetime of an access token in seconds. */
export const LIFETIME = 12 * 3600;

interface NewAccessToken {
  issuer: string;
  user: User;
  scopes: string[];
}

/** Issues and stores an access token, which is opaque or a JWT, depending on the token type of the account. */
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

/** The data of a valid token. The user is missing if it was removed with its organization; the token is still known. */
interface LiveToken {
  user: User | undefined;
  scopes: string[];
  /** Whether the APIs accept the token. */
  forApis: boolean;
}

/**
 * Looks up an access token or personal access token for the called issuer.
 * @returns undefined if the token is unknown, revoked, expired, or a JWT of another issuer
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
