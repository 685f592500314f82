import type { Grant } from '../credentials/credential.ts';
import type { Session } from '../types.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { clockOffset, correctable } from './assertion-checks.ts';
import type { Discover } from './discovery.ts';
import { passHost } from './issuer.ts';
import type { Rejection } from './refusal-error.ts';

/** How a token request differs from the first one. */
export interface Change {
  readonly path?: string;
  /** Milliseconds by which the server's clock is ahead of this runner's. */
  readonly offset?: number;
  /** The issuer in its other spelling. */
  readonly audience?: string;
  /** True after the wait for what was created moments ago. */
  readonly waited?: true;
}

/** After a rejected request: what was rejected, how it had been changed, and whether only one request is left. */
export interface Attempt {
  readonly rejection: Rejection;
  readonly change: Change;
  readonly isLast: boolean;
  readonly discover: Discover;
}

const patienceMs = 1_000;

/**
 * What to change after a rejected assertion: the clock's offset, the issuer's spelling, or nothing but the time. The
 * last request comes after the wait in any case, so that three requests are enough for all three causes together.
 * @returns undefined when another request cannot help
 */
export async function correctAssertion(grant: Grant, attempt: Attempt, session: Session): Promise<Change | undefined> {
  const { change, isLast } = attempt;
  const corrected = grant.assertion === undefined ? await correct(attempt, session) : undefined;
  if (corrected !== undefined && !isLast) return corrected;
  const reason = 'The assertion was refused; a key made seconds ago may not be known yet.';
  return (await waitOnce(corrected ?? change, reason, session)) ?? corrected;
}

/** @returns undefined when the wait was made before, or does not fit into the time */
export async function waitOnce(change: Change, reason: string, { connection }: Session): Promise<Change | undefined> {
  return change.waited !== true && (await connection.pause(patienceMs, reason))
    ? { ...change, waited: true }
    : undefined;
}

async function correct(
  { rejection: { response }, change, discover }: Attempt,
  { issuer, log, now }: Session,
): Promise<Change | undefined> {
  const offset = clockOffset(response, now());
  if (change.offset === undefined && correctable(offset)) {
    log.warning(
      `This runner's clock is ${Math.abs(Math.round(offset / 1000))} s ${offset > 0 ? 'behind' : 'ahead of'} the server's, so the assertion was refused; ` +
        `it is signed again with the server's time. Synchronize the runner's clock (NTP).`,
    );
    return { ...change, offset };
  }
  // Built here and compared: the server's text is never signed.
  const audience = withDefaultPort(issuer);
  return change.audience === undefined && audience !== issuer && (await discover())?.issuer === audience
    ? { ...change, audience }
    : undefined;
}

/** For a token that was issued for the other spelling, which the next tool may not know. */
export function warnOfPort(grant: Grant, { audience }: Change, { issuer, log }: Session): void {
  const signedFor: unknown[] = [audience ?? grant.assertion?.claims['aud'] ?? issuer].flat();
  if (grant.type !== 'jwt-bearer' || signedFor.includes(issuer)) return;
  log.warning(
    `The instance calls itself ${withDefaultPort(issuer)} instead of ${issuer}, because a proxy adds the port to the Host header (nginx: $host:$server_port). ` +
      `The assertion was signed for that name. Configure the proxy to ${passHost}.`,
  );
}
