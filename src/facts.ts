/** An organization, as ZITADEL names it. */
export interface Organization {
  readonly id: string;
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
}

/** When the credential itself ends. */
export interface CredentialExpiry {
  /** Milliseconds since 1970; `Infinity` for never. */
  readonly at: number;
  /** The account has several personal access tokens, and this is the earliest end still ahead. */
  readonly earliestOf?: number | undefined;
}

/**
 * What the step has learnt so far, good or bad: what its last lines, its failure and its summary tell. There is no
 * place in it for a secret.
 */
export interface Facts {
  issuer?: string | undefined;
  /** The credential and the account: `client secret of "ci-bot"`. */
  account?: string | undefined;
  jobSummary?: boolean | undefined;
  userId?: string | undefined;
  /** Milliseconds since 1970. */
  tokenExpiresAt?: number | undefined;
  /** What was checked, in words. */
  verified?: string | undefined;
  organization?: Organization | undefined;
  credentialExpiry?: CredentialExpiry | undefined;
  willRevoke?: boolean | undefined;
}

/** One line, or none as long as nothing is known. */
export function whoAskedWhere({ issuer, account }: Facts): string[] {
  const known = [issuer, account].filter((part) => part !== undefined);
  return known.length === 0 ? [] : [`Asked: ${known.join(', ')}.`];
}
