import type * as actionsCore from '@actions/core';
import type { ActionError, Topic } from '../util/errors.ts';

/** What this action uses of @actions/core; passed in, so that a test sees what a user sees. */
export type Core = Pick<
  typeof actionsCore,
  'getInput' | 'setSecret' | 'setOutput' | 'saveState' | 'getState' | 'info' | 'warning' | 'error'
>;

/** A failure as the log and the summary show it. */
export type PrintedFailure = Pick<ActionError, 'failure' | 'topic' | 'message' | 'fix'>;

/** A warning and its heading in docs/troubleshooting.md. */
export type Warning = readonly [topic: Topic, text: string];

/** The step's log. Every text is cleaned of everything masked or hidden before it is printed. */
export interface Log {
  /** Hides a secret in the log of every later step of the job, in the text of this action, and in its outputs. */
  readonly mask: (value: string) => void;
  /**
   * Hides a value that is not a secret of the credential, such as a header's. No output is changed by it.
   * @param forJob also in the log of every later step: GitHub drops each output of the job that contains it
   */
  readonly hide: (value: string, forJob?: boolean) => void;
  readonly info: (text: string) => void;
  readonly warning: (...warning: Warning) => void;
  readonly error: (title: string, failure: PrintedFailure) => void;
  readonly clean: (text: string) => string;
  /**
   * A text of a response that is kept as data: one line, without the secrets of the credential. An ID is not changed,
   * although a secret that consists of digits may be a part of it.
   * @returns undefined for anything but a text
   */
  readonly field: (value: unknown) => string | undefined;
}
