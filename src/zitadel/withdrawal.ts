import type { Config, Session } from '../types/step.ts';
import type { Made } from '../types/token.ts';
import { reconcile } from './reconcile.ts';
import { describeLeft, revokeToken, type CleanUp } from './revocation.ts';

/** For all clean-up together, also after the time limit of the step. */
const limitMs = 5_000;

/** Opens the time limit of a clean-up. */
export function cleanUpOf({ connection, log, origin }: Session): CleanUp {
  return { connection: connection.within(limitMs), log, origin, limitMs };
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
