import type { Topic } from './topics.ts';

/** The output `failure`: the cause of a failed step. */
export type Failure = 'config' | 'credential' | 'network' | 'server' | 'verification' | 'internal';

/** A failure: the message of at most four lines, the fix in one line, and the topic of the help page. */
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
 * A wrong or missing input: nothing was sent.
 * @param message what is wrong; names the input in single quotes, and never quotes a secret
 * @param fix one imperative
 */
export function configError(topic: Topic, message: string, fix: string): ActionError {
  return new ActionError('config', topic, message, fix);
}
