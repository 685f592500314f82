import type { Grant } from '../credentials/credential.ts';
import { clockOffset } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { correctable } from './assertion-findings.ts';
import { assertionFailure, isRejectedAssertion } from './assertion-failure.ts';
import { createDiscover, findTokenPath, type Discover } from './discovery.ts';
import { warnOfPort } from './issuer.ts';
import { unlessOutage } from './outage.ts';
import { readRejection, failureOf, type Rejection } from './rejection.ts';

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
interface Attempt {
  readonly rejection: Rejection;
  readonly change: Change;
  readonly isLast: boolean;
  readonly discover: Discover;
}

const mostRequests = 3;
const pauseMs = 1_000;

/**
 * Requests a token again, up to two times, if a response shows that this can succeed.
 * @param response of the first request: any status but 200
 * @param send requests a token again
 * @returns a response of status 200
 * @throws ActionError with the cause and the fix
 */
export async function recoverToken(
  response: HttpResponse,
  send: (change: Change) => Promise<HttpResponse>,
  { grant, session }: { readonly grant: Grant; readonly session: Session },
): Promise<HttpResponse> {
  const discover = createDiscover(session);
  let latest = response;
  let change: Change = {};
  for (let made = 1; latest.status !== 200; made += 1) {
    const rejection = readRejection(latest, session.log);
    const attempt: Attempt = { rejection, change, isLast: made === mostRequests - 1, discover };
    const next = made === mostRequests ? undefined : await nextChange(grant, attempt, session);
    if (next === undefined) {
      const what = 'The token request';
      const failure = isRejectedAssertion(rejection.error, grant)
        ? assertionFailure(rejection, grant, { discovered: (await discover())?.issuer, session })
        : failureOf(rejection, { what, request: 'token' }, session);
      const last = change;
      latest = await unlessOutage(failure, { what, sendAgain: () => send(last) }, session);
    } else {
      change = next;
      latest = await send(change);
    }
  }
  if (change.audience !== undefined) warnOfPort(change.audience, session);
  return latest;
}

/** @returns the change for the next request, after any wait; undefined if another request cannot help */
async function nextChange(grant: Grant, attempt: Attempt, session: Session): Promise<Change | undefined> {
  const { rejection, change } = attempt;
  const { response, error, refusal } = rejection;
  if (isRejectedAssertion(error, grant)) return await correctAssertion(grant, attempt, session);
  if (refusal?.retry === true) {
    return await waitOnce(change, 'The account has no secret, but the server may not know a new secret yet.', session);
  }
  // An error in OAuth's form comes from the token endpoint: an action can forward any status.
  return response.status === 404 && error.error === undefined && refusal === undefined && change.path === undefined
    ? { ...change, path: await findTokenPath(rejection, attempt.discover, session) }
    : undefined;
}

/**
 * Returns the change after a rejected assertion: the clock's offset, the issuer's port, or only a wait. The last request
 * is always made after the wait, so that three requests are enough for all three causes together.
 * @returns undefined if another request cannot help
 */
async function correctAssertion(grant: Grant, attempt: Attempt, session: Session): Promise<Change | undefined> {
  const { change, isLast } = attempt;
  const corrected = grant.assertion === undefined ? await correct(attempt, session) : undefined;
  if (corrected !== undefined && !isLast) return corrected;
  const reason = 'The assertion was rejected, but the server may not know a new key yet.';
  return (await waitOnce(corrected ?? change, reason, session)) ?? corrected;
}

/** @returns undefined after an earlier wait, and if too little time is left */
async function waitOnce(change: Change, reason: string, { connection }: Session): Promise<Change | undefined> {
  return change.waited !== true && (await connection.pause(pauseMs, reason)) ? { ...change, waited: true } : undefined;
}

async function correct(
  { rejection: { response }, change, discover }: Attempt,
  { issuer, log, now }: Session,
): Promise<Change | undefined> {
  const offset = clockOffset(response, now());
  if (change.offset === undefined && correctable(offset)) {
    log.warning(
      'clock',
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
