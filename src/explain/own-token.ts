import { clockOffset } from '../http/response.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { believed } from './assertion-findings.ts';
import { checkError, type Check } from './check.ts';
import { recover, waitOnce, type Change, type Send } from './recover.ts';
import { rejectedMessage, type Rejection } from './rejection.ts';

/** The door for requests for a personal access token. Each is sent by the clock of the server. @see recover */
export async function recoverOwnToken(response: HttpResponse, send: Send, check: Check): Promise<HttpResponse> {
  const { what, session } = check;
  const nextChange = async ({ response: latest, error }: Rejection, change: Change): Promise<Change | undefined> => {
    if (error.id === 'DOMAIN-dv3t5' && change.offset === undefined) {
      return { ...change, offset: believed(clockOffset(latest, session.now())) };
    }
    return latest.status === 401
      ? await waitOnce(change, `The API does not accept the token yet.`, session)
      : undefined;
  };
  const explain = async (rejection: Rejection): Promise<ActionError> => {
    const { status } = rejection.response;
    const { refusal } = rejection;
    // The table of refusals explains roles of organizations, which are not the cause here.
    const isKnown = refusal?.topic === 'no-instance' || (status === 401 && refusal !== undefined);
    if (isKnown || ![401, 403, 404, 501].includes(status)) return await checkError(rejection, check);
    const [failure, meaning] =
      status > 403
        ? (['config', `The server does not have the API for 'token-lifetime-minutes'.`] as const)
        : (['verification', `The account may not create a token for itself.`] as const);
    return new ActionError(
      failure,
      'token-lifetime-not-supported',
      `${rejectedMessage(what, rejection)}\n${meaning}`,
      // Not 'revoke: true', whose error with a key recommends 'token-lifetime-minutes'.
      `Remove 'token-lifetime-minutes', or update ZITADEL if its version is below 4. On ZITADEL 4, configure the proxy in front of ${session.origin} to pass POST /v2/users/.`,
    );
  };
  return await recover(response, { what, send, nextChange, explain }, session);
}
