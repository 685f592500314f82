import type { Config, Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import { listEntries } from './entries.ts';
import { createOwnToken, ownUserId } from './own-token.ts';
import { createLook } from '../http/requests.ts';
import { deleteToken, revokeToken, type TokenEntry } from './revocation.ts';

/** The time limit of a clean-up, which also runs after the time limit of the step. */
const budgetMs = 5_000;

/** The token for later steps. */
interface Chosen {
  readonly token: AccessToken;
  /** Cleans up what else was created, once. A failure is only a line in the log. */
  readonly discard: () => Promise<void>;
}

/** The issued token, or, with a lifetime, a personal access token that the account creates for itself. */
export async function chooseToken(
  issued: AccessToken,
  { lifetimeMs, revoker }: Pick<Config, 'lifetimeMs' | 'revoker'>,
  session: Session,
): Promise<Chosen> {
  if (lifetimeMs === undefined) return { token: issued, discard: async () => undefined };
  const lost: string[] = [];
  let userId = '';
  let kept: TokenEntry | undefined;
  const cleanUp = async (): Promise<void> => {
    if (lost.length > 0) await deleteLost(issued.value, { userId, lost, kept }, session);
    const failed = revoker && (await revokeToken(issued.value, revoker, { ...session, budgetMs }));
    if (failed) session.log.info(`The 12-hour token, which was not exported, was not revoked. ${failed.reason}`);
  };
  let cleaned: Promise<void> | undefined;
  const discard = (): Promise<void> => (cleaned ??= cleanUp());
  try {
    userId = ownUserId(issued, session);
    const token = await createOwnToken(issued, { userId, lifetimeMs, lost }, session);
    kept = token.entry;
    return { token, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

interface Lost {
  readonly userId: string;
  /** The expiration dates of requests whose response was lost. */
  readonly lost: readonly string[];
  /** The personal access token that is exported. */
  readonly kept: TokenEntry | undefined;
}

/** Another job may use the same account: an entry is deleted only if it has exactly the date that was sent. */
async function deleteLost(token: string, { userId, lost, kept }: Lost, session: Session): Promise<void> {
  const entries = await listEntries(createLook(token, session, budgetMs), 'pats', { userIdFilter: { id: userId } });
  for (const date of lost) {
    const id = entries.find((entry) => entry.date === date && entry.id !== kept?.id)?.id;
    const deleted =
      id !== undefined && (await deleteToken({ id, userId }, token, { ...session, budgetMs })) === undefined;
    session.log.info(
      deleted
        ? `Deleted the personal access token ${id}, whose response was lost.`
        : `A response was lost. If it contained a personal access token, the token expires on ${date}.`,
    );
  }
}

/** Revokes or deletes the token of a step that failed. @returns whether nothing is left to do for the post step */
export async function withdraw(
  { value, entry }: AccessToken,
  { revoker }: Pick<Config, 'revoker'>,
  session: Session,
): Promise<boolean> {
  const cleanUp = { ...session, budgetMs };
  const failed = await (entry === undefined
    ? revoker && revokeToken(value, revoker, cleanUp)
    : deleteToken(entry, value, cleanUp));
  const done = entry === undefined ? 'revoked' : 'deleted';
  session.log.info(
    failed === undefined
      ? `The step failed, so the access token was ${done}.`
      : `The access token is not ${done} yet; the post step tries again. ${failed.reason}`,
  );
  return failed === undefined;
}
