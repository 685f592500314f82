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

/** A key file as ZITADEL hands it out. */
export interface KeyFile {
  readonly json: string;
  readonly keyId: string;
  readonly expires: Date;
}

/** A key pair made here, of which ZITADEL has the public half. */
export interface OwnKey extends Signer {
  readonly expires: Date;
}

export interface PersonalAccessToken {
  readonly id: string;
  readonly token: string;
  readonly expires: Date;
}

/** What the suite has made in the instance, and takes away again. */
export interface World {
  readonly instance: Instance;
  readonly organizations: {
    /** Of the accounts below, where nothing else is said. */
    readonly main: Organization;
    /** Its domain is part of login names. */
    readonly suffixed: Organization;
    /** `reader` has a role here, too. */
    readonly second: Organization;
    /** Nobody has a role here. */
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
  /** Of `reader`, where nothing else is said. */
  readonly keys: {
    readonly endless: KeyFile;
    readonly dated: KeyFile;
    readonly deleted: KeyFile;
    readonly rsa: OwnKey;
    readonly p256: OwnKey;
    readonly expired: OwnKey;
    /** Of an account that was removed. */
    readonly orphaned: OwnKey;
    /** Of an application. */
    readonly application: KeyFile;
  };
  readonly personalAccessTokens: {
    /** The only one of `reader`. */
    readonly single: PersonalAccessToken;
    /** One of two of `roleless`; `expires` is the earlier end, and the other token's. */
    readonly oneOfTwo: PersonalAccessToken;
    readonly deleted: PersonalAccessToken;
  };
  readonly projectId: string;
  /** Client id of an application without authentication. */
  readonly publicApplication: string;
}
