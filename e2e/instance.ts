import { execSync } from 'node:child_process';
import type { Outage } from '../emulators/zitadel/outages.ts';

/** The ZITADEL instance under test, and the token that provisions it. */
export interface Instance {
  /** `scheme://host[:port]`, the same as its issuer. */
  readonly origin: string;
  /** A personal access token of an IAM_OWNER. */
  readonly adminToken: string;
  /** Starts an outage, or ends it. A command can only stop and start the database. */
  readonly outage?: (outage?: Outage) => unknown;
}

/**
 * The instance that the environment configures.
 * @returns undefined if neither variable is set
 * @throws Error if only one variable is set, or the origin is invalid
 */
export function instanceOf(env: NodeJS.ProcessEnv): Instance | undefined {
  const origin = env['ZITADEL_ORIGIN'] ?? '';
  const adminToken = (env['ZITADEL_ADMIN_TOKEN'] ?? '').trim();
  if (origin === '' && adminToken === '') return undefined;
  if (origin === '' || adminToken === '') {
    throw new Error(`Only one of ZITADEL_ORIGIN and ZITADEL_ADMIN_TOKEN is set. Set both.`);
  }
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/') {
    throw new Error(`ZITADEL_ORIGIN is not an origin such as https://acme.zitadel.cloud or http://localhost:8080.`);
  }
  const command = env['ZITADEL_DATABASE_COMMAND'] ?? '';
  const outage = (name?: Outage): unknown =>
    execSync(`${command} ${name === undefined ? 'start' : 'stop'}`, { stdio: 'ignore' });
  return { origin: url.origin, adminToken, ...(command !== '' && { outage }) };
}

/** Whether the instance runs on this machine, and so has known addresses in addition to its name. */
export function isLoopback({ origin }: Instance): boolean {
  return new URL(origin).hostname === 'localhost';
}
