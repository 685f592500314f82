import type { Log } from './log.ts';

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

/**
 * A decision is final, although its status may call for a retry. After an outage, in which the instance responds but
 * cannot decide, another attempt is made. `undefined`: the status decides.
 */
export type Verdict = 'decision' | 'outage' | undefined;

export interface SendOptions {
  /** What is requested, as the messages name it: `the token request`. */
  readonly what: string;
  /** What a response is, if its status alone does not show it. */
  readonly judge?: (response: HttpResponse) => Verdict | Promise<Verdict>;
  /** One attempt of at most this many milliseconds, and no second one. */
  readonly onceWithinMs?: number;
}

/** The proxy of a connection. */
export interface ProxyAddress {
  readonly origin: string;
  /** The environment variable that names it. */
  readonly variable: string;
}

/** The connection to one ZITADEL instance, within the time limit of the step. */
export interface Connection {
  readonly proxy?: ProxyAddress | undefined;
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
  /** The same connection with a separate time limit, from now on: for a clean-up after the time limit of the step. */
  readonly within: (ms: number) => Connection;
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
