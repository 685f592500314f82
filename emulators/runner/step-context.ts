import { createMasker, type Masker } from './masker.ts';

export type Level = 'error' | 'warning' | 'notice';

/** A message on the page of the run. */
export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

/** What the runner makes of what a step writes. */
export interface StepLog {
  /** As the page of the run shows it: the runner itself writes `##[error]` where the page shows `Error: `. */
  readonly text: string;
  /** In the order in which they were set. */
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  /** Whether a command or a file that the runner could not process fails the step, whatever its exit code. */
  readonly failed: boolean;
}

/** What the runner knows of a step that runs. */
export interface StepContext {
  readonly masker: Masker;
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  /** Environment variables of the later steps. */
  readonly variables: Record<string, string>;
  readonly addMask: (value: string) => void;
  /** Writes to the log. */
  readonly write: (text: string) => void;
  /** Writes to the log of a run with debug logging. */
  readonly debug: (text: string) => void;
  /** Writes to the log and onto the page of the run. */
  readonly issue: (level: Level, message: string, properties?: ReadonlyMap<string, string>) => void;
  readonly fail: () => void;
  readonly log: () => StepLog;
}

export interface ContextOptions {
  /** Masks of the earlier steps of the job. */
  readonly earlier?: readonly string[];
  /** Whether the run has debug logging. */
  readonly debug?: boolean;
}

const labels: Readonly<Record<Level, string>> = { error: 'Error', warning: 'Warning', notice: 'Notice' };
const mostAnnotations = 10;
const longestMessage = 4_096;

export function createStepContext({ earlier = [], debug = false }: ContextOptions): StepContext {
  const masker = createMasker(earlier);
  const masks = new Set<string>();
  const lines: string[] = [];
  const annotations: Annotation[] = [];
  const counts: Record<Level, number> = { error: 0, warning: 0, notice: 0 };
  let failed = false;
  const write = (text: string): void => void lines.push(masker.mask(text));
  return {
    masker,
    outputs: {},
    state: {},
    variables: {},
    addMask: (value) => {
      masks.add(value);
      masker.add(value);
    },
    write,
    debug: (text) => {
      if (debug) for (const line of text.split(/\r?\n/)) write(`##[debug]${line}`);
    },
    issue: (level, text, properties) => {
      const message = masker.mask(text).slice(0, longestMessage);
      counts[level] += 1;
      // Only the message is masked: the title, and a message among the properties, reach the page as they are.
      const shown = message.trim() === '' ? (properties?.get('message') ?? '') : message;
      if (counts[level] <= mostAnnotations && shown.trim() !== '') {
        annotations.push({ level, title: properties?.get('title') ?? '', message: shown });
      }
      if (message !== '') write(`${labels[level]}: ${message}`);
    },
    fail: () => {
      failed = true;
    },
    log: () => ({ text: lines.join('\n').trimEnd(), masks: [...masks], annotations: [...annotations], failed }),
  };
}
