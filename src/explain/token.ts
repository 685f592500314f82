import type { Grant } from '../credentials/credential.ts';
import type { Session } from '../types/step.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { clockOffset, correctable } from './assertion-checks.ts';
import type { Discover } from './discovery.ts';
import { passHost } from './issuer.ts';
import type { Rejection } from './rejection.ts';

/** The difference between a token request and the first one. */
export interface Change {
  readonly path?: string;
  /** Milliseconds by which the server's clock is ahead of this runner's. */
  readonly offset?: number;
  /** The issuer with its default port. */
  readonly audience?: string;
  /** True after the wait for something that was created moments ago. */
  readonly waited?: true;
}

/** A rejected request, its changes, and whether only one request is left. */
export interface Attempt {
  readonly rejection: Rejection;
  readonly change: Change;
  readonly isLast: boolean;
  readonly discover: Discover;
}

const pauseMs = 1_000;

/**
 * Returns the change after a rejected assertion: the clock's offset, the issuer's port, or only a wait. The last request
 * is always made after the wait, so that three requests are enough for all three causes together.
 * @returns undefined if another request cannot help
 */
export async function correctAssertion(grant: Grant, attempt: Attempt, session: Session): Promise<Change | undefined> {
  const { change, isLast } = attempt;
  const corrected = grant.assertion === undefined ? await correct(attempt, session) : undefined;
  if (corrected !== undefined && !isLast) return corrected;
  const reason = 'The assertion was rejected, but the server may not know a new key yet.';
  return (await waitOnce(corrected ?? change, reason, session)) ?? corrected;
}

/** @returns undefined after an earlier wait, and if too little time is left */
export async function waitOnce(change: Change, reason: string, { connection }: Session): Promise<Change | undefined> {
  return change.waited !== true && (await connection.pause(pauseMs, reason)) ? { ...change, waited: true } : undefined;
}

async function correct(
  { rejection: { response }, change, discover }: Attempt,
  { issuer, log, now }: Session,
): Promise<Change | undefined> {
  const offset = clockOffset(response, now());
  if (change.offset === undefined && correctable(offset)) {
    log.warning(
      `This runner's clock is ${Math.abs(Math.round(offset / 1000))} s ${offset > 0 ? 'behind' : 'ahead of'} the server's. ` +
        `The assertion is signed again with the server's time. Synchronize the runner's clock (NTP).`,
    );
    return { ...change, offset };
  }
  // This spelling is made here and compared, because the server's text must never be signed.
  const audience = withDefaultPort(issuer);
  return change.audience === undefined && audience !== issuer && (await discover())?.issuer === audience
    ? { ...change, audience }
    : undefined;
}

/** Warns if the token was issued for the issuer with its port, which other tools may not accept. */
export function warnOfPort(grant: Grant, { audience }: Change, { issuer, log }: Session): void {
  const signedFor: unknown[] = [audience ?? grant.assertion?.claims['aud'] ?? issuer].flat();
  if (grant.type !== 'jwt-bearer' || signedFor.includes(issuer)) return;
  log.warning(
    `The issuer of the instance is ${withDefaultPort(issuer)} instead of ${issuer}, because a proxy adds the port to the Host header (nginx: $host:$server_port). ` +
      `Configure the proxy to ${passHost}.`,
  );
}
