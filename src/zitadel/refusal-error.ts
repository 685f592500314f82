import type { Asked } from '../asked.ts';
import type { Answer, Log } from '../types.ts';
import { ActionError, type Failure } from '../util/errors.ts';
import { refusals, type Refusal } from './refusals.ts';
import { describeAnswer, parseSaid } from '../http/response.ts';

/** The row of the table that an answer is, if it is a refusal that is known. */
export function findRefusal(answer: Answer): Refusal | undefined {
  const heard = parseSaid(answer);
  return refusals.find(({ said }) =>
    Object.entries(said).every(([field, expected = '']) => {
      const actual = heard[field as keyof typeof said];
      return field === 'message' ? actual?.includes(expected) === true : actual === expected;
    }),
  );
}

/** What was asked for with the credential: a token, or with the token a check. */
export type Request = 'token' | 'check';

interface Circumstances {
  readonly request: Request;
  readonly asked: Asked;
  readonly log: Log;
}

/** What makes a refused request a failure, in the server's words and ours. */
export function refusalError(answer: Answer, what: string, { request, asked, log }: Circumstances): ActionError {
  const message = `${what} was refused: ${describeAnswer(answer, log)}.`;
  const refusal = findRefusal(answer);
  // A personal access token is itself the credential that a check judges.
  const ofToken =
    answer.status === 401 && asked.credential.type === 'personal-access-token' ? 'credential' : 'verification';
  if (refusal === undefined) return unknownRefusal(answer, message, { request, ofToken, origin: asked.origin });
  return new ActionError(
    refusal.failure === 'verification' ? ofToken : refusal.failure,
    `${message}\n${refusal.means}`,
    typeof refusal.fix === 'string' ? refusal.fix : refusal.fix(asked),
  );
}

function unknownRefusal(
  answer: Answer,
  message: string,
  { request, ofToken, origin }: { request: Request; ofToken: Failure; origin: string },
): ActionError {
  const { error, id } = parseSaid(answer);
  const decided =
    request === 'token' ? error !== undefined : (error ?? id) !== undefined && [401, 403].includes(answer.status);
  if (!decided) {
    return new ActionError(
      'server',
      message,
      `Check that ${origin} is the instance, and what stands in front of it: a firewall, a login page, a proxy.`,
    );
  }
  return new ActionError(
    request === 'token' ? 'credential' : ofToken,
    message,
    `Check the credential and its account in ZITADEL; the instance's log says more at this time.`,
  );
}
