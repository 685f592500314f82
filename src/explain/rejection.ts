import type { Grant } from '../credentials/credential.ts';
import { sentence } from '../http/failures.ts';
import { checkFront } from '../http/network-error.ts';
import { describeResponse, parseError, type ErrorBody } from '../http/response.ts';
import type { Log } from '../types/log.ts';
import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError, type Failure, type Topic } from '../util/errors.ts';
import { refusals, type Refusal } from './refusals.ts';

export const tokenRequest = 'the token request';

/** A response that is not successful: parsed once, and looked up once. */
export interface Rejection {
  readonly response: HttpResponse;
  readonly error: ErrorBody;
  /** Absent for an error that the table does not contain. */
  readonly refusal: Refusal | undefined;
  /** The server's own words, as one clean line. */
  readonly words: string;
}

export function readRejection(response: HttpResponse, log: Log): Rejection {
  const error = parseError(response);
  return { response, error, refusal: findRefusal(error), words: describeResponse(response, log, error) };
}

/** A response of status 200 that means the same as an error with this ID. */
export function rejectionOf(id: string, words: string): Rejection {
  const error = { status: 200, id };
  return { response: { status: 200, headers: {}, body: '' }, error, refusal: findRefusal(error), words };
}

/** The row of the table for an error. */
export function findRefusal(error: ErrorBody): Refusal | undefined {
  return refusals().find(({ matches }) =>
    Object.entries(matches).some(([field, texts]) => {
      const actual = error[field as keyof typeof matches] ?? '';
      return [texts].flat().some((text) => (field === 'message' ? actual.includes(text) : actual === text));
    }),
  );
}

/** @param what was requested: `the token request`. A status of 500 and more without a known error is not a decision. */
export function rejectedMessage(what: string, { response, refusal, words }: Rejection): string {
  return `${sentence(what)} ${refusal === undefined && response.status >= 500 ? 'failed' : 'was rejected'}: ${words}.`;
}

const fromAction = `This may be the text of an action of the instance.`;
const checkActions = `Check the actions of the instance (Actions → Targets), because an action can reject the account with any text.`;

/** The failure of a rejected request: a row of the table, or what its form shows. */
export function failureOf(rejection: Rejection, what: string, session: Session): ActionError {
  const { error, refusal } = rejection;
  const message = rejectedMessage(what, rejection);
  const { status } = rejection.response;
  const isToken = what === tokenRequest;
  // A personal access token is the credential itself, and a check can reject it.
  const ofCheck = status === 401 && session.credential.token !== undefined ? 'credential' : 'verification';
  if (refusal !== undefined) {
    const [meaning, fix = ''] = [refusal.meaning, refusal.fix].map((words) =>
      typeof words === 'string' ? words : words(session, error),
    );
    const failure = refusal.failure === 'verification' ? ofCheck : refusal.failure;
    return new ActionError(failure, refusal.topic, `${message}\n${meaning}`, fix);
  }
  const isOAuth = error.error !== undefined;
  const isApi = error.id !== undefined || error.isZitadel === true;
  const mayBeAction = error.error === 'invalid_request';
  const decides = isToken ? isOAuth : (isApi && status === 404) || ((isApi || isOAuth) && [401, 403].includes(status));
  const [failure, topic, fix]: readonly [Failure, Topic, string] =
    // ZITADEL itself rejects a token request with status 400 only, and a check without "invalid_request".
    mayBeAction && !(isToken && status === 400)
      ? ['server', 'failing-action', checkActions]
      : decides
        ? [
            isToken ? 'credential' : ofCheck,
            'rejected-credential',
            `Check the credential and its account in ZITADEL. The log of the instance contains more.${mayBeAction ? ` ${checkActions}` : ''}`,
          ]
        : [
            'server',
            'unexpected-response',
            isApi ? `Look up the error in the log of the instance.` : checkFront(session.origin),
          ];
  return new ActionError(failure, topic, mayBeAction ? `${message}\n${fromAction}` : message, fix);
}

/** Whether the server does not have an API: its status says so, or the response is not an error of ZITADEL's. */
export function isGone({ refusal, error: { status, id, isZitadel } }: Rejection): boolean {
  const isUnknownPath = status === 404 && id === undefined && isZitadel !== true;
  return refusal === undefined && (isUnknownPath || [405, 410, 501].includes(status));
}

/**
 * Whether a response rejects an assertion. ZITADEL returns the same error for every cause: from v2.53 to v4.13 a server
 * error, before that a special description.
 */
export function isRejectedAssertion({ status, error, description }: ErrorBody, grant: Grant): boolean {
  if (grant.type !== 'jwt-bearer') return false;
  return (
    (status === 400 && (error === 'invalid_grant' || description === 'assertion invalid')) ||
    (status === 500 && error === 'server_error' && description?.includes('Errors.Internal') === true)
  );
}

/**
 * A response of status 200 that ZITADEL never sends.
 * @param what was requested: `the token request`
 * @param finding what is wrong with it
 */
export function unexpected(what: string, finding: string, origin: string): ActionError {
  const message = `${sentence(what)} returned status 200, but ${finding}.`;
  return new ActionError('server', 'unexpected-response', message, checkFront(origin));
}

/** The finding about a response in an unknown form. */
export function notZitadel(response: HttpResponse, log: Log): string {
  return `not a response of ZITADEL: ${describeResponse(response, log)}`;
}
