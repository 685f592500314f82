import type * as actionsCore from '@actions/core';
import type { Credential, Revoker } from './credentials/credential.ts';

/** What this action uses of @actions/core; passed in, so that a test sees what a user sees. */
export type Core = Pick<
  typeof actionsCore,
  'getInput' | 'setSecret' | 'setOutput' | 'saveState' | 'getState' | 'info' | 'warning' | 'error'
>;

/** One request. Only a path: the origin belongs to the connection, so no credential can go to another one. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The server's response: its headers in lower case, its body as text of at most 1 MiB. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SendOptions {
  /** What is requested, as the messages name it: `the token request`. */
  readonly what: string;
  /** True for a response that is final although its status calls for a retry, such as a rejection with status 500. */
  readonly isFinal?: (response: HttpResponse) => boolean;
  /** One attempt of at most this many milliseconds, and no second one. */
  readonly onceWithinMs?: number;
  /** Milliseconds for this request and its retries, instead of the rest of the step's time limit. */
  readonly budgetMs?: number | undefined;
}

/** The connection to one ZITADEL instance, within the time limit of the step. */
export interface Connection {
  /**
   * Sends a request until it gets a response, or the time limit is reached.
   * @param build creates the request, again for each attempt
   * @returns the response; never a redirect, never one that calls for another attempt
   * @throws ActionError `network` or `server`
   */
  readonly send: (build: () => HttpRequest, options: SendOptions) => Promise<HttpResponse>;
  /**
   * Waits, if the time limit allows another attempt after the wait.
   * @returns false, without a wait, if not
   */
  readonly pause: (ms: number, reason: string) => Promise<boolean>;
}

/** How an instance is reached. */
export interface ConnectionOptions {
  /** The origin that is called: that of `endpoint`, else that of `domain`. */
  readonly origin: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM certificates that are trusted in addition to the usual ones. */
  readonly caCertificate?: string | undefined;
  /** For everything together, from now on. */
  readonly timeoutMs: number;
}

export type Connect = (options: ConnectionOptions, log: Log) => Connection;

/** A failure as the log prints it. */
export interface PrintedError {
  readonly message: string;
  readonly fix: string;
  /** The last line: `Help:` and the address of its heading in docs/troubleshooting.md. */
  readonly help: string;
}

/** The step's log. Every text is cleaned of everything masked or hidden before it is printed. */
export interface Log {
  /** Hides a secret in the log of every later step of the job, in the text of this action, and in its outputs. */
  readonly mask: (value: string) => void;
  /**
   * Hides a value that is not a secret of the credential, such as a header's. No output is changed by it.
   * @param forJob also in the log of every later step: GitHub drops each output of the job that contains it
   */
  readonly hide: (value: string, forJob?: boolean) => void;
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly error: (title: string, error: PrintedError) => void;
  readonly clean: (text: string) => string;
  /** Removes the secrets of the credential, and nothing else, from a value that becomes an output. */
  readonly cleanOutput: (text: string) => string;
}

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

/**
 * What the step has learned so far, for what its last lines, its failure and its summary show. There is no
 * field in it for a secret.
 */
export interface Report {
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
  /** What the post step does with the token. */
  afterJob?: 'revoked' | 'deleted' | undefined;
}
