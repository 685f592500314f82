import type { Signer } from '../server/assertion.ts';
import type { Instance } from '../instance.ts';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

export interface Account {
  readonly userId: string;
  readonly loginName: string;
}

export interface AccountWithSecret extends Account {
  readonly clientSecret: string;
}

/** A key file of ZITADEL. */
export interface KeyFile {
  readonly json: string;
  readonly keyId: string;
  readonly expires: Date;
}

/** A key pair of the suite, whose public key was uploaded. */
export interface OwnKey extends Signer {
  readonly expires: Date;
}

export interface PersonalAccessToken {
  readonly id: string;
  readonly token: string;
  readonly expires: Date;
}

/** Everything that the suite created in the instance, and removes again. */
export interface World {
  readonly instance: Instance;
  readonly organizations: {
    /** The organization of the accounts below, by default. */
    readonly main: Organization;
    /** Its domain is part of login names. */
    readonly suffixed: Organization;
    /** `reader` also has a role here. */
    readonly second: Organization;
    /** No account has a role here. */
    readonly foreign: Organization;
    /** Deactivated. */
    readonly inactive: Organization;
  };
  readonly accounts: {
    /** May read the organization, as `jwt`, `suffixed` and `inInactive` may. */
    readonly reader: AccountWithSecret;
    /** Its tokens are JWTs. */
    readonly jwt: AccountWithSecret;
    readonly suffixed: AccountWithSecret;
    readonly inInactive: AccountWithSecret;
    readonly roleless: AccountWithSecret;
    /** Has a role in `second` only, which is not its own organization. */
    readonly guest: AccountWithSecret;
    /** Has a role in a project only. */
    readonly projectOnly: AccountWithSecret;
    readonly deactivated: AccountWithSecret;
    readonly locked: AccountWithSecret;
    readonly withoutSecret: Account;
    readonly human: Account;
  };
  /** Keys of `reader`, by default. */
  readonly keys: {
    readonly endless: KeyFile;
    readonly dated: KeyFile;
    readonly deleted: KeyFile;
    readonly rsa: OwnKey;
    readonly p256: OwnKey;
    readonly expired: OwnKey;
    /** The key of an account that was removed. */
    readonly orphaned: OwnKey;
    /** The key of an application. */
    readonly application: KeyFile;
  };
  readonly personalAccessTokens: {
    /** The only token of `reader`. */
    readonly single: PersonalAccessToken;
    /** One of two tokens of `roleless`. `expires` is the date of the other token, which expires earlier. */
    readonly oneOfTwo: PersonalAccessToken;
    readonly deleted: PersonalAccessToken;
    /** The IDs of the tokens whose dates the checks read from a list. */
    readonly listed: readonly string[];
  };
  readonly projectId: string;
  /** Client ID of an application without authentication. */
  readonly publicApplication: string;
}
