export interface AccessToken {
  readonly value: string;
  /** Seconds, when the response contains it. */
  readonly expiresIn?: number | undefined;
  /** Milliseconds since 1970, by this runner's clock. */
  readonly expiresAt?: number | undefined;
  /** The claim `sub`, of a token that is a JWT; or the owner of a personal access token that was made here. */
  readonly userId?: string | undefined;
  /** The ID token of the same response. It is read for one claim and never printed. */
  readonly idToken?: string | undefined;
  /** Milliseconds by which the server's clock is ahead of ours, by the date of the response. */
  readonly clockOffset?: number | undefined;
}

/** The requests of a step for a personal access token: enough to find everything that they created. */
export interface Creation {
  readonly userId: string;
  /**
   * The expiration date that each request sent; no other entry of the account has one of them. With a `?` at its end, the
   * request has no response of ZITADEL, so an entry may still appear.
   */
  readonly dates: readonly string[];
  /** The entry of the exported token. */
  readonly tokenId?: string | undefined;
}

/** What a step has created at ZITADEL, or may have created. It grows while the step runs. */
export interface Made {
  readonly issued: AccessToken;
  creation?: Creation;
  /** The personal access token, which is exported instead of the issued token. */
  own?: AccessToken;
  /** The revocation of the issued token, if that is not exported. */
  discarding?: Promise<void>;
  /** Whether the post step knows all this. */
  isSaved?: boolean;
}

/** An organization, as ZITADEL names it. */
export interface Organization {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
}

/** When the credential itself expires. */
export interface CredentialExpiry {
  /** Milliseconds since 1970; `Infinity` for never. */
  readonly at: number;
  /** The account has this many personal access tokens, and this is the earliest expiry still ahead. */
  readonly earliestOf?: number | undefined;
}
