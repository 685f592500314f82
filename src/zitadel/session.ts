import type { Config, Deps, Session } from '../types/step.ts';

/** Opens the connection that the inputs describe. The time limit starts now. */
export function openSession({ issuer, connection, credential, scopes, orgId }: Config, deps: Deps): Session {
  const { connect, log, now } = deps;
  return {
    issuer,
    origin: connection.origin,
    credential,
    scopes,
    orgId,
    connection: connect(connection, log),
    log,
    now,
  };
}
