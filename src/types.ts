import type * as actionsCore from '@actions/core';

/** What this action uses of @actions/core; handed in, so that a test sees what a user sees. */
export type Core = Pick<
  typeof actionsCore,
  'getInput' | 'setSecret' | 'setOutput' | 'saveState' | 'getState' | 'info' | 'warning' | 'error'
>;

/** One request. Only a path: the origin belongs to the connection, so no credential can go to another one. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The server's answer: its headers in lower case, its body as text of at most 1 MiB. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SendOptions {
  /** What is asked for, as the messages name it: `the token request`. */
  readonly what: string;
  /** True for an answer that is to be understood although its status says "try again", such as a refusal sent as 500. */
  readonly isFinal?: (answer: Answer) => boolean;
  /** One attempt of at most so many milliseconds, and no second one. */
  readonly onceWithinMs?: number;
}

/** The way to one ZITADEL instance, until the step's time is up. */
export interface Connection {
  /**
   * Sends a request until it is answered or the time is up.
   * @param build makes the request, anew for each attempt
   * @returns the answer; never a redirect, never one that asks for another attempt
   * @throws ActionError `network` or `server`
   */
  readonly send: (build: () => Outgoing, options: SendOptions) => Promise<Answer>;
  /**
   * Waits, when an attempt still fits behind the wait.
   * @returns false, at once, when it does not
   */
  readonly pause: (ms: number, reason: string) => Promise<boolean>;
}

/** How an instance is reached. */
export interface Network {
  /** The origin that is called: that of `endpoint`, else that of `domain`. */
  readonly origin: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM certificates that are trusted in addition to the usual ones. */
  readonly caCertificate?: string | undefined;
  /** For everything together, from now on. */
  readonly timeoutMs: number;
}

export type Connect = (network: Network, log: Log) => Connection;

/** The step's log. Every text is cleaned of everything masked before it is printed. */
export interface Log {
  readonly mask: (value: string) => void;
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly error: (title: string, error: { readonly message: string; readonly fix: string }) => void;
  readonly clean: (text: string) => string;
}

export interface Deps {
  readonly core: Core;
  readonly log: Log;
  readonly connect: Connect;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
