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
  /** Where ZITADEL lists it, when it is a personal access token that was made for this job. */
  readonly entry?: Readonly<Record<'id' | 'userId', string>> | undefined;
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
