/** The output `failure`: the cause of a failed step, not the stage at which it showed. */
export type Failure = 'config' | 'credential' | 'network' | 'server' | 'verification' | 'internal';

/** A failure that a user can act on: what happened, in at most four lines, and the fix, in one. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly failure: Failure;
  readonly fix: string;

  constructor(failure: Failure, message: string, fix: string) {
    super(message);
    this.failure = failure;
    this.fix = fix;
  }
}

/**
 * A wrong or missing input: nothing has been sent.
 * @param message what is wrong; names the input in single quotes and quotes nothing of a secret
 * @param fix what to do about it
 */
export function configError(message: string, fix: string): ActionError {
  return new ActionError('config', message, fix);
}
