import type { Core, Log } from '../types/log.ts';
import type { Report } from '../types/step.ts';
import { escapedPattern } from '../util/escapes.ts';
import { isMaskable } from '../util/secrets.ts';

/**
 * The only place that prints. Each warning and error names the instance and the credential, because a matrix has many.
 * @param report what is known by the time of each line
 */
export function createLog(core: Core, report: Report): Log {
  const masks = createMasks((value) => core.setSecret(value));
  return {
    mask: masks.add,
    hide: masks.hide,
    clean: masks.clean,
    cleanOutput: masks.cleanOutput,
    info: (text) => core.info(masks.clean(text)),
    warning(text) {
      const lines = [text, ...credentialAndInstance(report)];
      core.warning(masks.clean(lines.join('\n')), { title: 'ZITADEL access token' });
    },
    error(title, { message, fix, help }) {
      const lines = [message, ...credentialAndInstance(report), `Fix: ${fix}`];
      // The address is not foreign text. A mask in it would break the link.
      core.error(`${masks.clean(lines.join('\n'))}\n${help}`, { title });
    },
  };
}

/** One line, or none if nothing is known yet. */
function credentialAndInstance({ issuer, account }: Report): string[] {
  if (issuer === undefined) return [];
  return [`Instance: ${issuer}${account === undefined ? '' : `; credential: ${account}`}.`];
}

/** The values that were masked or hidden so far. */
interface Masks extends Pick<Log, 'hide' | 'clean' | 'cleanOutput'> {
  readonly add: Log['mask'];
}

/** @param setSecret makes the runner mask a value for the rest of the job */
export function createMasks(setSecret: (value: string) => void): Masks {
  const masked = new Set<string>();
  const secrets = new Set<string>();
  const hidden = new Set<string>();
  const hide = (value: string, forJob = false): void => {
    remember(value, hidden);
    if (!forJob || !isMaskable(value)) return;
    for (const part of [...partsForRunners(value), value].filter((one) => !masked.has(one))) {
      masked.add(part);
      setSecret(part);
    }
  };
  return {
    add(value) {
      hide(value, true);
      remember(value, secrets);
    },
    hide,
    clean: (text) => without(hidden, text),
    cleanOutput: (text) => without(secrets, text),
  };
}

/** Adds a value, also without the `=` at the end of base64, which an echo may drop. */
function remember(value: string, values: Set<string>): void {
  for (const form of [value, value.replace(/=+$/, '')]) if (isMaskable(form)) values.add(form);
}

/**
 * If a mask contains `::`, act and Forgejo's runner take its first part for the name of the command, and print the line.
 * Therefore the parts are masked before the whole.
 */
function partsForRunners(value: string): string[] {
  return /^:|::/.test(value) ? value.split(/^:+|::+/).filter(isMaskable) : [];
}

/** The longest value first: a shorter value inside a longer one would leave the rest of the longer one readable. */
function without(values: ReadonlySet<string>, text: string): string {
  // An old Node does not support the code below, and must still report that it is too old.
  if (values.size === 0) return text;
  const longestFirst = [...values].toSorted((one, other) => other.length - one.length);
  const isEscaped = /[%&\\]/.test(text);
  let cleaned = text;
  for (const value of longestFirst) {
    // Creating a pattern is slow, and letters and digits are never escaped.
    const mayBeEscaped = isEscaped && value.split(/[^a-z0-9]+/i).every((run) => cleaned.includes(run));
    cleaned = cleaned.replaceAll(mayBeEscaped ? escapedPattern(value) : value, '***');
  }
  return cleaned;
}
