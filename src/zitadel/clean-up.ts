import { listEntries } from '../http/lists.ts';
import { createLook } from '../http/requests.ts';
import type { Config, Session } from '../types/step.ts';
import type { Creation, Made } from '../types/token.ts';
import { isId } from '../util/ids.ts';
import { deleteToken, describeLeft, revokeToken, type CleanUp, type NotDone } from './revocation.ts';

/** For all clean-up together, also after the time limit of the step. */
const budgetMs = 5_000;

/** Opens the time limit of a clean-up. */
export function cleanUpOf({ connection, log, origin }: Session): CleanUp {
  return { connection: connection.within(budgetMs), log, origin, limitMs: budgetMs };
}

/** Revokes the issued token, which is not exported, once. A failure is only a line in the log. */
export function discard(made: Made, { revoker }: Pick<Config, 'revoker'>, cleanUp: CleanUp): Promise<void> {
  const revoke = async (): Promise<void> => {
    const failed = revoker && (await revokeToken(made.issued.value, revoker, cleanUp));
    if (failed) cleanUp.log.info(`The 12-hour token, which was not exported, was not revoked. ${failed.reason}`);
  };
  return (made.discarding ??= revoke());
}

/** Deletes or revokes what a failed step created. @returns whether nothing is left to do for the post step */
export async function withdraw(made: Made, config: Pick<Config, 'revoker'>, session: Session): Promise<boolean> {
  const { log } = session;
  const { issued, own, creation, isSaved } = made;
  const cleanUp = cleanUpOf(session);
  const failed =
    creation === undefined
      ? config.revoker && (await revokeToken(issued.value, config.revoker, cleanUp))
      : await reconcile((own ?? issued).value, creation, cleanUp);
  if (creation !== undefined) await discard(made, config, cleanUp);
  const done = creation === undefined ? 'revoked' : 'deleted';
  if (failed !== undefined) {
    if (isSaved !== true) log.warning('not-revoked', describeLeft(failed));
    else log.info(`The access token is not ${done} yet; the post step tries again. ${failed.reason}`);
  } else if (creation === undefined || own !== undefined) log.info(`The step failed, so the access token was ${done}.`);
  return failed === undefined;
}

/** At 0, 0.5, 1.5, 3.5, 7.5 and 15.5 s, if the time limit allows it. If every request has a response, only four. */
const mostLists = 6;
const firstWaitMs = 500;
const mostPages = 10;

/**
 * Deletes every personal access token that the requests of a step created: each entry of the account with exactly one of
 * the dates that were sent, and no other, because another job may use the same account. The exported token comes last,
 * because it may be the token that deletes the others.
 * @param token a valid token of the account
 * @returns what may be left
 */
export async function reconcile(
  token: string,
  { userId, tokenId, dates }: Creation,
  cleanUp: CleanUp,
): Promise<NotDone | undefined> {
  const { connection, log, limitMs } = cleanUp;
  const sent = dates.map((date) => date.replace('?', ''));
  let unseen = sent.filter((date) => !dates.includes(date));
  // If ZITADEL has rejected every request, nothing exists, and a version without this API has no list either.
  if (tokenId === undefined && unseen.length === 0) return undefined;
  // Time for the deletions is left even if no list arrives.
  const look = createLook(token, cleanUp, limitMs * 0.3);
  const failures = new Map<string, NotDone | undefined>();
  let isListed = false;
  for (let made = 1; ; made += 1) {
    const list = await listEntries(look, 'pats', { filter: { userIdFilter: { id: userId } }, pages: mostPages });
    for (const { id = '', date } of list?.entries ?? []) {
      if (id === tokenId || failures.has(id) || !isId(id) || !sent.some((one) => one === date)) continue;
      const failure = await deleteToken({ userId, id }, token, cleanUp);
      failures.set(id, failure);
      unseen = unseen.filter((one) => one !== date);
      if (failure === undefined) log.info(`Deleted personal access token ${id}, which a request of this step created.`);
    }
    isListed = list !== undefined;
    // A list that lacks the exported token may also lack others of the last seconds.
    const isRecent = tokenId === undefined || list?.entries.some(({ id }) => id === tokenId) === true;
    const most = !isListed ? 2 : unseen.length === 0 ? 4 : mostLists;
    if ((isListed && isRecent && unseen.length === 0) || made >= most) break;
    const reason = `The list of the account's personal access tokens is ${isListed ? 'not complete yet' : 'missing'}.`;
    if (!(await connection.pause(firstWaitMs * 2 ** (made - 1), reason))) break;
  }
  if (tokenId !== undefined) failures.set(tokenId, await deleteToken({ userId, id: tokenId }, token, cleanUp));
  const failed = [...failures].filter(([, failure]) => failure !== undefined);
  const left = namesOf(
    userId,
    failed.map(([id]) => id),
    isListed ? unseen : sent,
  );
  if (left.length === 0) return undefined;
  const reason = isListed
    ? `A request to create it got no response of ZITADEL.`
    : `ZITADEL did not return the list of the account's personal access tokens.`;
  return { reason, ...failed.at(-1)?.[1], left };
}

/** The names of entries, as parts of a sentence. */
export function namesOf(userId: string, ids: readonly (string | undefined)[], dates: readonly string[]): string[] {
  return [
    ...ids.filter((id) => id !== undefined).map((id) => `personal access token ${id} of user ${userId}`),
    ...dates.map((date) => `a personal access token of user ${userId} that expires on ${date.replace('?', '')}`),
  ];
}
