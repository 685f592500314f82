import type { Core, Log } from '../types/log.ts';
import type { Report } from '../types/step.ts';
import { escapedPattern } from '../util/escapes.ts';
import { text as textOf } from '../util/json.ts';
import { isMaskable } from '../util/secrets.ts';
import { oneLine } from '../util/text.ts';
import type { Topic } from '../util/errors.ts';
import { helpLine } from './help.ts';

/**
 * The only place that prints. Each warning and error names the instance and the credential, because a matrix has many.
 * @param report what is known by the time of each line; receives the warnings, for the job summary
 * @param env names the address of the help page
 */
export function createLog(core: Core, report: Report, env: NodeJS.ProcessEnv): Log {
  const masks = createMasks((value) => core.setSecret(value));
  // The address is not foreign text. A mask in it would break the link.
  const helpful = (topic: Topic, ...lines: readonly string[]): string =>
    `${masks.clean(lines.join('\n'))}\n${helpLine(topic, env)}`;
  return {
    ...masks,
    info: (text) => core.info(masks.clean(text)),
    warning(topic, text) {
      (report.warnings ??= []).push([topic, masks.clean(text)]);
      core.warning(helpful(topic, text, ...credentialAndInstance(report)), { title: 'ZITADEL access token' });
    },
    error(title, { topic, message, fix }) {
      core.error(helpful(topic, message, ...credentialAndInstance(report), `Fix: ${fix}`), { title });
    },
  };
}

/** One line, or none if nothing is known yet. */
function credentialAndInstance({ issuer, account, route, proxy }: Report): string[] {
  if (issuer === undefined) return [];
  const credential = account === undefined ? '' : `; credential: ${account}`;
  return [
    `Instance: ${issuer}${credential}${route === undefined ? '' : `; route: ${route}`}${proxy === undefined ? '' : `: ${proxy}`}.`,
  ];
}

/** Only 200 characters of a field are kept, and the search for every mask in a long text takes time. */
const longestField = 65_536;

/**
 * The values that were masked or hidden so far.
 * @param setSecret makes the runner mask a value for the rest of the job
 */
export function createMasks(setSecret: (value: string) => void): Pick<Log, 'mask' | 'hide' | 'clean' | 'field'> {
  const masked = new Set<string>();
  const secrets = new Set<string>();
  const hidden = new Set<string>();
  const removeSecrets = createRemover(secrets);
  const hide = (value: string, forJob = false, isSecret = false): void => {
    // An echo may drop the `=` at the end of base64.
    for (const form of [value, value.replace(/(?<!=)=+$/, '')].filter(isMaskable)) {
      hidden.add(form);
      if (isSecret) secrets.add(form);
    }
    if (!forJob || masked.has(value) || !isMaskable(value)) return;
    for (const part of [...partsForRunners(value), value].filter((one) => !masked.has(one))) {
      masked.add(part);
      setSecret(part);
    }
  };
  return {
    mask: (value) => hide(value, true, true),
    hide,
    clean: createRemover(hidden),
    field(value) {
      const foreign = textOf(value);
      if (foreign === undefined || /^\d{1,200}$/.test(foreign)) return foreign;
      return textOf(oneLine(removeSecrets(foreign.slice(0, longestField))));
    },
  };
}

/**
 * If a mask contains `::`, act and Forgejo's runner take its first part for the name of the command, and print the line.
 * Therefore the parts are masked before the whole: those of 8 or more characters, because a short one would also hide
 * other words; if there is none, the short ones.
 */
function partsForRunners(value: string): string[] {
  const parts = /^:|::/.test(value) ? value.split(/^:+|::+/).filter(isMaskable) : [];
  const long = parts.filter((part) => part.length >= 8);
  return long.length > 0 ? long : parts;
}

/** The longest value first: a shorter value inside a longer one would leave the rest of the longer one readable. */
function createRemover(values: ReadonlySet<string>): (text: string) => string {
  let longestFirst: readonly string[] = [];
  return (text) => {
    // Values are only added. An old Node does not support `toSorted`, and must still report that it is too old.
    if (longestFirst.length !== values.size) {
      longestFirst = [...values].toSorted((one, other) => other.length - one.length);
    }
    const isEscaped = /[%&\\]/.test(text);
    let cleaned = text;
    for (const value of longestFirst) {
      // Creating a pattern is slow, and letters and digits are never escaped.
      const mayBeEscaped = isEscaped && value.split(/[^a-z0-9]+/i).every((run) => cleaned.includes(run));
      cleaned = cleaned.replaceAll(mayBeEscaped ? escapedPattern(value) : value, '***');
    }
    return cleaned;
  };
}
