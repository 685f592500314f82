/** A warning, an error or a notice that the runner pins to the run's page. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** What the runner makes of a step's standard output. */
export interface StepLog {
  /** As a person sees it. */
  readonly text: string;
  /** In the order in which they were set. */
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
}

/**
 * Reads standard output as the runner does: commands are carried out, and what is shown has every mask set so far
 * replaced by `***`.
 * @param earlier masks of the job's earlier steps
 * @param debug whether debug lines are shown
 */
export function readLog(
  stdout: string,
  { earlier = [], debug = false }: { earlier?: readonly string[]; debug?: boolean },
): StepLog {
  const masks = [...earlier];
  const annotations: Annotation[] = [];
  const shown: string[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const [, name = '', properties = '', data = ''] =
      /^::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line.trim()) ?? [];
    const value = unescape(data);
    const clean = (text: string): string => hideMasks(text, masks);
    if (name === 'add-mask') {
      masks.push(value, ...value.split(/\r?\n/));
    } else if (name === 'error' || name === 'warning' || name === 'notice') {
      annotations.push({ level: name, title: clean(property(properties, 'title')), message: clean(value) });
      shown.push(`${name.charAt(0).toUpperCase()}${name.slice(1)}: ${clean(value)}`);
    } else if (name === 'debug') {
      if (debug) shown.push(`##[debug]${clean(value)}`);
    } else {
      shown.push(clean(line));
    }
  }
  return { text: shown.join('\n').trimEnd(), masks: masks.slice(earlier.length), annotations };
}

/** The longest first, as the runner does, so that no end of a longer one stays readable. */
export function hideMasks(text: string, masks: readonly string[]): string {
  return masks
    .filter((mask) => mask !== '')
    .toSorted((one, other) => other.length - one.length)
    .reduce((hidden, mask) => hidden.replaceAll(mask, '***'), text);
}

function property(properties: string, name: string): string {
  const pair = properties.split(',').find((part) => part.trim().startsWith(`${name}=`));
  return unescape(pair?.trim().slice(name.length + 1) ?? '');
}

function unescape(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');
}
