import { checkError } from './check.ts';
import { clockOffset } from '../http/response.ts';
import { correctable } from './assertion-findings.ts';
import { unlessOutage } from './outage.ts';
import { readRejection } from './rejection.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';

const what = 'The request for a personal access token';

/**
 * Sends a rejected request for a personal access token again if that can help, otherwise names the cause.
 * @param again sends it again, with the time by which the server's clock is ahead, if that is now known
 * @returns a response with status 200
 * @throws ActionError
 */
export async function recoverOwnToken(
  response: HttpResponse,
  again: (offset?: number) => Promise<HttpResponse>,
  { issued, session }: { readonly issued: AccessToken; readonly session: Session },
): Promise<HttpResponse> {
  const { connection, log, now, origin } = session;
  let rejection = readRejection(response, log);
  if (rejection.error.id === 'DOMAIN-dv3t5') {
    rejection = readRejection(await again(believed(clockOffset(response, now()))), log);
  } else if (response.status === 401 && (await connection.pause(1_000, `The API does not accept the token yet.`))) {
    rejection = readRejection(await again(), log);
  }
  const { refusal, words } = rejection;
  const { status } = rejection.response;
  if (status === 200) return rejection.response;
  // The table of refusals explains roles of organizations, which are not the cause here.
  const isKnown = refusal?.topic === 'no-instance' || (status === 401 && refusal !== undefined);
  if (isKnown || ![401, 403, 404, 501].includes(status)) {
    const failure = await checkError({ what, rejection }, issued, session);
    return await unlessOutage(failure, { what, sendAgain: () => again() }, session);
  }
  const [kind, meaning] =
    status > 403
      ? (['config', `The server does not have the API for 'token-lifetime-minutes'.`] as const)
      : (['verification', `The account may not create a token for itself.`] as const);
  throw new ActionError(
    kind,
    'token-lifetime-not-supported',
    `${what} was rejected: ${words}.\n${meaning}`,
    // Not 'revoke: true', whose error with a key recommends 'token-lifetime-minutes'.
    `Remove 'token-lifetime-minutes', or update ZITADEL if its version is below 4. On ZITADEL 4, configure the proxy in front of ${origin} to pass POST /v2/users/.`,
  );
}

/** The Date of a response, from which the server's clock follows, may be that of a wrong gateway. */
export function believed(offset: number): number {
  return correctable(offset) ? offset : 0;
}
