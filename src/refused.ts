import type { Asked } from './asked.ts';
import type { Answer, Log } from './deps.ts';
import { ActionError } from './errors.ts';
import { refusals, type Refusal } from './refusals.ts';
import { describeAnswer, parseSaid } from './said.ts';

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

/** What makes a refused request a failure, in the server's words and ours. */
export function refusalError(answer: Answer, what: string, { asked, log }: { asked: Asked; log: Log }): ActionError {
  const message = `${what} was refused: ${describeAnswer(answer, log)}.`;
  const refusal = findRefusal(answer);
  if (refusal === undefined) return unknownRefusal(answer, message, asked);
  const judgesCredential = answer.status === 401 && asked.credential.type === 'personal-access-token';
  return new ActionError(
    judgesCredential && refusal.failure === 'verification' ? 'credential' : refusal.failure,
    `${message}\n${refusal.means}`,
    typeof refusal.fix === 'string' ? refusal.fix : refusal.fix(asked),
  );
}

function unknownRefusal(answer: Answer, message: string, asked: Asked): ActionError {
  const oauth = parseSaid(answer).error !== undefined;
  return new ActionError(
    oauth ? 'credential' : 'server',
    message,
    oauth
      ? `Check the credential and its account in ZITADEL; the instance's log says more at this time.`
      : `Check that ${asked.origin} is the instance, and what stands in front of it: a firewall, a login page, a proxy.`,
  );
}
