import type { Credential } from './inputs/credential.ts';
import type { Connection, Log } from './types.ts';

/** Who asked where: what a refusal's fix depends on. */
export interface Asked {
  readonly issuer: string;
  /** The origin that was called: `endpoint`, or the issuer. */
  readonly origin: string;
  readonly credential: Credential;
  readonly orgId?: string | undefined;
}

/** What a token request needs beside the grant. */
export interface TokenContext {
  readonly asked: Asked;
  readonly scopes: readonly string[];
  readonly connection: Connection;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
