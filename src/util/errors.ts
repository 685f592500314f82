import type { Topic } from './topics.ts';

/** The output `failure`: the cause of a failed step, not the stage at which it showed. */
export type Failure = 'config' | 'credential' | 'network' | 'server' | 'verification' | 'internal';

/** A failure that a user can act on: what happened, in at most four lines, the fix, in one, and where to read more. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly failure: Failure;
  /** Its heading in docs/troubleshooting.md. */
  readonly topic: Topic;
  readonly fix: string;

  constructor(failure: Failure, topic: Topic, message: string, fix: string) {
    super(message);
    this.failure = failure;
    this.topic = topic;
    this.fix = fix;
  }
}

/**
 * A wrong or missing input: nothing has been sent.
 * @param message what is wrong; names the input in single quotes and quotes nothing of a secret
 * @param fix what to do about it
 */
export function configError(topic: Topic, message: string, fix: string): ActionError {
  return new ActionError('config', topic, message, fix);
}
