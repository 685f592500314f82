import { sentence } from '../http/failures.ts';
import { checkFront } from '../http/network-error.ts';
import { describeResponse } from '../http/response.ts';
import type { Log } from '../types/log.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';

/**
 * A response of status 200 that ZITADEL never sends.
 * @param what was requested: `the token request`
 * @param finding what is wrong with it
 */
export function unexpected(what: string, finding: string, origin: string): ActionError {
  return new ActionError(
    'server',
    'unexpected-response',
    `${sentence(what)} returned status 200, but ${finding}.`,
    checkFront(origin),
  );
}

/** The finding about a response in an unknown form. */
export function notZitadel(response: HttpResponse, log: Log): string {
  return `not a response of ZITADEL: ${describeResponse(response, log)}`;
}
