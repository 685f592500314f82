import { touch } from './aggregates.ts';
import { newId } from './ids.ts';
import { newOpaqueToken } from './opaque-tokens.ts';
import type { PersonalAccessToken, State, User } from './state.ts';
import { NEVER } from './timestamps.ts';

const SCOPES = ['openid', 'profile', 'urn:zitadel:iam:user:metadata', 'urn:zitadel:iam:user:resourceowner'];

interface NewPersonalAccessToken {
  user: User;
  /** A time of RFC 3339; by default the token never expires. */
  expirationDate?: string | undefined;
  scopes?: string[];
}

/** Adds a personal access token to a service account. */
export function addPersonalAccessToken(state: State, options: NewPersonalAccessToken): PersonalAccessToken {
  const { user, expirationDate = NEVER, scopes = SCOPES } = options;
  touch(state, user);
  const token: PersonalAccessToken = {
    id: newId(),
    userId: user.id,
    organizationId: user.organizationId,
    token: newOpaqueToken(state.version, 'personal access token'),
    scopes,
    expirationDate,
    creationDate: state.now(),
    sequence: user.sequence,
  };
  state.personalAccessTokens.set(token.token, token);
  return token;
}
