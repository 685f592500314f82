import type { Grant } from '../credentials/credential.ts';
import { clockOffset } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { assertionFailure } from './assertion.ts';
import { correctable } from './clock.ts';
import { discover, findTokenPath } from './discovery.ts';
import { recover, waitOnce, type Change, type Send } from './recover.ts';
import { failureOf, isRejectedAssertion, tokenRequest, type Rejection } from './rejection.ts';

/** The door for token requests. @see recover */
export async function recoverToken(
  response: HttpResponse,
  send: Send,
  { grant, session }: { readonly grant: Grant; readonly session: Session },
): Promise<HttpResponse> {
  const nextChange = async (rejection: Rejection, change: Change, isLast: boolean): Promise<Change | undefined> => {
    const { response: latest, error, refusal } = rejection;
    if (isRejectedAssertion(error, grant)) {
      const corrected = grant.assertion === undefined ? await correct(latest, change, session) : undefined;
      // The last request is made after the wait, so that three requests are enough for all three causes together.
      if (corrected !== undefined && !isLast) return corrected;
      const reason = 'The assertion was rejected, but the server may not know a new key yet.';
      return (await waitOnce(corrected ?? change, reason, session)) ?? corrected;
    }
    if (refusal?.topic === 'no-secret') {
      const reason = 'The account has no secret, but the server may not know a new secret yet.';
      return await waitOnce(change, reason, session);
    }
    // An error in OAuth's form comes from the token endpoint: an action can forward any status.
    const isMissing = latest.status === 404 && error.error === undefined && refusal === undefined;
    return isMissing && change.path === undefined
      ? { ...change, path: await findTokenPath(rejection, session) }
      : undefined;
  };
  const explain = (rejection: Rejection) =>
    isRejectedAssertion(rejection.error, grant)
      ? assertionFailure(rejection, grant, session)
      : failureOf(rejection, tokenRequest, session);
  return await recover(response, { what: tokenRequest, send, nextChange, explain }, session);
}

/** @returns the change of an assertion for the server's clock, or for the issuer with its port; undefined if both fit */
async function correct(response: HttpResponse, change: Change, session: Session): Promise<Change | undefined> {
  const { issuer, log, now } = session;
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
  return change.audience === undefined && audience !== issuer && (await discover(session))['issuer'] === audience
    ? { ...change, audience }
    : undefined;
}
