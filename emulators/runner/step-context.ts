import { createMasker, type Masker } from './masker.ts';

export type Level = 'error' | 'warning' | 'notice';

/** A message on the page of the workflow run. */
export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

/** How the runner interprets the output of a step. */
export interface StepLog {
  /** The log as the page of the workflow run shows it, with `Error: ` instead of the runner's `##[error]`. */
  readonly text: string;
  /** The masks in the order in which the step set them. */
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  /** Whether the step fails, whatever its exit code, because the runner could not process a command or a file. */
  readonly failed: boolean;
}

/** What the runner knows about a running step. */
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
  /** Writes to the log, and adds an annotation to the page of the workflow run. */
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
      // The runner masks only the message, not the title and not a message among the properties.
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
