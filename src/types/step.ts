import type { Credential, Revoker } from '../credentials/credential.ts';
import type { Core, Log, Warning } from './log.ts';
import type { CredentialExpiry, Organization } from './token.ts';
import type { Connect, Connection, ConnectionOptions } from './transport.ts';

/** The dependencies of a step: the real ones, or those of a test. */
export interface Deps {
  readonly core: Core;
  readonly log: Log;
  readonly connect: Connect;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How a token is verified. */
export type CheckName = 'none' | 'userinfo' | 'org';

/** What the step does. Contains parsed values only, no text of an input. */
export interface Config {
  /** The origin of `domain`. */
  readonly issuer: string;
  readonly connection: ConnectionOptions;
  readonly credential: Credential;
  readonly scopes: readonly string[];
  readonly verify: CheckName;
  readonly orgId: string | undefined;
  /** Administrator roles that the account must have. */
  readonly requiredRoles: readonly string[];
  /** 0 turns the warning off. */
  readonly expiryWarningDays: number;
  /** How long the exported token is valid; absent for the token as ZITADEL issues it. */
  readonly lifetimeMs?: number | undefined;
  /** Whether the exported token is revoked or deleted when the job ends. */
  readonly revoke: boolean;
  /** Who can revoke an issued token; absent when it is not to be revoked. */
  readonly revoker?: Revoker | undefined;
}

/** What every request of a step depends on: who requests, where, and through what. */
export interface Session extends Pick<Config, 'issuer' | 'credential' | 'scopes'>, Pick<Deps, 'log' | 'now'> {
  /** The origin that is called: `endpoint`, or the issuer. */
  readonly origin: string;
  readonly orgId?: string | undefined;
  readonly connection: Connection;
}

/**
 * What the step has learned so far, for what its last lines, its failure and its summary show. There is no
 * field in it for a secret.
 */
export interface Report {
  issuer?: string | undefined;
  /** The credential and the account: `client secret of "ci-bot"`. */
  account?: string | undefined;
  /** How the instance is reached, if not directly under its own name. */
  route?: string | undefined;
  /** The address of the proxy, which only errors show. */
  proxy?: string | undefined;
  jobSummary?: boolean | undefined;
  /** As the log shows them. */
  warnings?: Warning[] | undefined;
  userId?: string | undefined;
  /** Of the key that signed the assertion. */
  keyId?: string | undefined;
  /** Milliseconds since 1970. */
  tokenExpiresAt?: number | undefined;
  /** Whether the token was given, and nothing is known about it. */
  unchecked?: boolean | undefined;
  /** What was checked, in words. */
  verified?: string | undefined;
  organization?: Organization | undefined;
  credentialExpiry?: CredentialExpiry | undefined;
  /** What the post step does with the token. */
  afterJob?: 'revoked' | 'deleted' | undefined;
}
