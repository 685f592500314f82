import { describeResponse, parseError, type ErrorBody } from '../http/response.ts';
import type { HttpResponse, Log, Session } from '../types.ts';
import { ActionError, type Failure } from '../util/errors.ts';
import { refusals, type Refusal } from './refusals.ts';

/** A response that is no success: read once, and looked up once. */
export interface Rejection {
  readonly response: HttpResponse;
  readonly error: ErrorBody;
  /** Absent for what no row of the table knows. */
  readonly refusal: Refusal | undefined;
  /** The server's own words, as one clean line. */
  readonly words: string;
}

export function readRejection(response: HttpResponse, log: Log): Rejection {
  const error = parseError(response);
  return { response, error, refusal: findRefusal(error), words: describeResponse(response, log, error) };
}

/** Whether a response is a refusal that is known, although its status says "try again". */
export function isKnownRefusal(response: HttpResponse): boolean {
  return findRefusal(parseError(response)) !== undefined;
}

/** The row of the table that an error is, if it is a refusal that is known. */
export function findRefusal(error: ErrorBody): Refusal | undefined {
  return refusals.find(({ matches }) =>
    Object.entries(matches).every(([field, expected = '']) => {
      const actual = error[field as keyof typeof matches];
      return field === 'message' ? actual?.includes(expected) === true : actual === expected;
    }),
  );
}

/** What was requested with the credential: a token, or with the token a check. */
export type Request = 'token' | 'check';

/** What makes a rejected request a failure, in the server's words and ours. */
export function refusalError(
  { response, error, refusal, words }: Rejection,
  what: string,
  request: Request,
  session: Session,
): ActionError {
  // A status of 500 and more, that is no known refusal, decides nothing.
  const verb = refusal === undefined && response.status >= 500 ? 'failed' : 'was refused';
  const message = `${what} ${verb}: ${words}.`;
  // A personal access token is itself the credential that a check judges.
  const ofToken =
    response.status === 401 && session.credential.type === 'personal-access-token' ? 'credential' : 'verification';
  if (refusal === undefined) return unknownRefusal(error, message, { request, ofToken, origin: session.origin });
  const [meaning, fix = ''] = [refusal.meaning, refusal.fix].map((text) =>
    typeof text === 'string' ? text : text(session, error),
  );
  return new ActionError(
    refusal.failure === 'verification' ? ofToken : refusal.failure,
    refusal.topic,
    `${message}\n${meaning}`,
    fix,
  );
}

function unknownRefusal(
  { status, error, id }: ErrorBody,
  message: string,
  { request, ofToken, origin }: { request: Request; ofToken: Failure; origin: string },
): ActionError {
  const decided =
    request === 'token' ? error !== undefined : (error ?? id) !== undefined && [401, 403].includes(status);
  if (!decided) {
    return new ActionError(
      'server',
      'unexpected-response',
      message,
      `Check that ${origin} is the instance, and what stands in front of it: a firewall, a login page, a proxy.`,
    );
  }
  return new ActionError(
    request === 'token' ? 'credential' : ofToken,
    'rejected-credential',
    message,
    `Check the credential and its account in ZITADEL; the instance's log says more at this time.`,
  );
}
