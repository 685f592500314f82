import type { SecretShape } from './secret-shape.ts';

/** What a grant adds to a request: the form's parameters and, for HTTP Basic, a header. */
export interface GrantParameters {
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** What was created for this request alone, and must be masked before it is sent. */
  readonly secrets: readonly string[];
}

/** A client that ZITADEL lets revoke a token, and what it adds to that request (RFC 7009 §2.1). */
export interface Revoker extends Pick<GrantParameters, 'form' | 'headers'> {
  /** How messages name it: `client secret of "ci-bot"`. */
  readonly label: string;
  /** A token that was requested with these scopes can be revoked by this client. */
  readonly scopes: readonly string[];
}

/** What a credential says about itself. A kind of credential lacks what does not apply to it. */
interface Facts {
  /** The credential and the account, as every message names them: `client secret of "ci-bot"`. */
  readonly label: string;
  /** The login name, with a client secret. */
  readonly clientId?: string | undefined;
  /** The account's user ID, if the credential contains it. */
  readonly userId?: string | undefined;
  /** The signing key, if the credential contains it. */
  readonly key?: { readonly id: string; readonly algorithm: 'RS256' | 'ES256' | 'PS256' } | undefined;
  /** Whether the IDs of the key and the user are separate inputs. */
  readonly isOwnPair?: boolean | undefined;
  /** Milliseconds since 1970, if the credential contains it; `Infinity` for never. */
  readonly expiresAt?: number | undefined;
  /** An assertion that was signed elsewhere: it cannot be signed again with another time. */
  readonly assertion?: { readonly header: Claims; readonly claims: Claims } | undefined;
  /** What a rejected client secret looks like. */
  readonly shape?: (() => SecretShape) | undefined;
  /** What should be changed although the credential works. */
  readonly warning?: string | undefined;
}

/** A credential that fills the token request. The secret stays inside the function and cannot be printed. */
export interface Grant extends Facts {
  /** RFC 6749 §4.4 or RFC 7523 §2.1. */
  readonly type: 'client_credentials' | 'jwt-bearer';
  /**
   * @param now milliseconds since 1970, by the server's clock, as far as it is known
   * @param audience the issuer in its other spelling, if the instance uses that
   */
  readonly parameters: (now: number, audience?: string) => GrantParameters;
  readonly token?: undefined;
}

/** A credential that is a token itself: nothing is requested for it. */
export interface PersonalAccessToken extends Facts {
  readonly type: 'personal-access-token';
  readonly token: string;
}

export type Credential = Grant | PersonalAccessToken;

type Claims = Readonly<Record<string, unknown>>;
