import { checkFront } from '../http/network-error.ts';
import { describeResponse, parseError, type ErrorBody } from '../http/response.ts';
import type { Log } from '../types/log.ts';
import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { refusals, type Refusal } from './refusals.ts';

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

/** The row of the table for an error. */
export function findRefusal(error: ErrorBody): Refusal | undefined {
  return refusals.find(({ matches }) =>
    Object.entries(matches).every(([field, expected]) => {
      const actual = error[field as keyof typeof matches] ?? '';
      return [expected].flat().some((text) => (field === 'message' ? actual.includes(text) : actual === text));
    }),
  );
}

/** What was requested, at the beginning of a sentence: a token with the credential, or a check with the token. */
interface Requested {
  readonly what: string;
  readonly request: 'token' | 'check';
}

/** Makes a failure of a rejected request. */
export function failureOf(
  { response, error, refusal, words }: Rejection,
  { what, request }: Requested,
  session: Session,
): ActionError {
  // A status of 500 and more without a known error is not a decision of the server.
  const verb = refusal === undefined && response.status >= 500 ? 'failed' : 'was rejected';
  const message = `${what} ${verb}: ${words}.`;
  // A personal access token is the credential itself, and a check can reject it.
  const ofToken = response.status === 401 && session.credential.token !== undefined ? 'credential' : 'verification';
  if (refusal !== undefined) {
    const { failure, topic } = refusal;
    const [meaning, fix = ''] = [refusal.meaning, refusal.fix].map((text) =>
      typeof text === 'string' ? text : text(session, error),
    );
    return new ActionError(failure === 'verification' ? ofToken : failure, topic, `${message}\n${meaning}`, fix);
  }
  const { status, id, isZitadel } = error;
  const mayBeAction = error.error === 'invalid_request';
  const fromAction = `This may be the text of an action of the instance.`;
  const checkActions = `Check the actions of the instance (Actions → Targets), because an action can reject the account with any text.`;
  // ZITADEL itself rejects a token request with status 400 only, and a check without "invalid_request".
  if (mayBeAction && (request === 'check' || status !== 400)) {
    return new ActionError('server', 'failing-action', `${message}\n${fromAction}`, checkActions);
  }
  const isOwn = id !== undefined || isZitadel === true;
  const isDecision =
    request === 'token'
      ? error.error !== undefined
      : (isOwn && [401, 403, 404].includes(status)) || (error.error !== undefined && [401, 403].includes(status));
  if (!isDecision) {
    const fix = isOwn ? `Look up the error in the log of the instance.` : checkFront(session.origin);
    return new ActionError('server', 'unexpected-response', message, fix);
  }
  const fix = `Check the credential and its account in ZITADEL. The log of the instance contains more.`;
  const [more, alsoActions] = mayBeAction ? [`\n${fromAction}`, ` ${checkActions}`] : ['', ''];
  const failure = request === 'token' ? 'credential' : ofToken;
  return new ActionError(failure, 'rejected-credential', message + more, fix + alsoActions);
}

/** Whether the server does not have an API: its status says so, or the response is not an error of ZITADEL's. */
export function isGone({ refusal, error: { status, id, isZitadel } }: Pick<Rejection, 'refusal' | 'error'>): boolean {
  const isUnknownPath = status === 404 && id === undefined && isZitadel !== true;
  return refusal === undefined && (isUnknownPath || [405, 410, 501].includes(status));
}

/** A response of status 200 that means the same as an error with this ID. */
export function rejectionOf(id: string, words: string): Rejection {
  const error = { status: 200, id };
  return { response: { status: 200, headers: {}, body: '' }, error, refusal: findRefusal(error), words };
}
