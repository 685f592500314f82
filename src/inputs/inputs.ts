import type { Core, Log } from '../types/log.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { base64Pieces, keyPieces, looksSecret } from '../util/secrets.ts';
import { quoteHarmless } from '../util/text.ts';
import type { Topic } from '../util/topics.ts';
import { kinds } from './kinds.ts';
import { longDotless } from './origin.ts';
import { isList, requirePossible } from './possible.ts';
import { defaultScopes } from './scopes.ts';
import { readSecrets, type SecretInputs } from './secrets.ts';

/** What an empty input means. */
export const defaults: Readonly<Record<string, string>> = {
  scopes: defaultScopes,
  verify: 'none',
  'expiry-warning-days': '14',
  revoke: 'false',
  'timeout-seconds': '60',
  'allow-http': 'false',
  'job-summary': 'false',
};

/** The only reader of the step's inputs. All secrets are masked before it exists. No text has white space around it. */
export interface Inputs {
  readonly secrets: SecretInputs;
  readonly isGiven: (name: string) => boolean;
  /** The text as it was given, for a secret or a text of many lines; '' if the input is empty. */
  readonly text: (name: string) => string;
  /** A text that is not a secret. A secret in it is masked, and rejected if it certainly is a secret. */
  readonly plain: (name: string) => string;
  /** The same for a text of several parts, separated by white space or commas. */
  readonly plainList: (name: string) => string;
  readonly boolean: (name: string) => boolean;
  readonly integer: (name: string, range: { readonly min: number; readonly max: number }) => number;
  readonly choice: <Choice extends string>(name: string, choices: readonly Choice[]) => Choice;
  /** Rejects every invalid value, also of an input that is never read. */
  readonly requirePossible: () => void;
}

export function readInputs(core: Core, log: Log): Inputs {
  const text = (name: string): string => core.getInput(name) || (defaults[name] ?? '');
  // The runner sets the defaults of action.yml, so a default does not count as given.
  const isGiven = (name: string): boolean => !['', defaults[name]].includes(core.getInput(name));
  const checked = new Set<string>();
  const check = (name: string, value: string, parts: readonly string[]): string => {
    if (checked.has(name) || !isGiven(name)) return value;
    const rejectSwapped = (topic: Topic, fault: string, secrets: readonly string[]): void => {
      for (const piece of secrets) log.mask(piece);
      throw configError(topic, `The input '${name}' ${fault}.`, `Check that the inputs of this step are not swapped.`);
    };
    if (/-----BEGIN |[{"]\s*"?(type|key|keyId)\\?"\s*:/.test(value)) {
      rejectSwapped('secret-in-plain-input', 'contains a key', base64Pieces(value));
    }
    const long = parts.find((part) => part.length > longestPlain);
    if (long !== undefined) {
      const fault = `is too long (${long.length} characters, at most ${longestPlain})`;
      rejectSwapped('input-too-long', fault, [long, ...keyPieces(long)]);
    }
    maskLookalikes(value, log);
    if (kinds.get(name) === 'address') for (const part of longDotless(value)) log.mask(part);
    requirePossible(name, value);
    checked.add(name);
    return value;
  };
  const invalid = (name: string, expected: string): ActionError => {
    const shown = quoteHarmless(text(name));
    if (!shown.startsWith('"')) for (const line of text(name).split(/[\r\n]+/)) log.mask(line);
    return configError('invalid-value', `The input '${name}' is invalid: ${shown}.`, `Set '${name}' to ${expected}.`);
  };
  const plain = (name: string): string => check(name, text(name), [text(name)]);
  const plainList = (name: string): string => check(name, text(name), text(name).split(/[\s,]+/));
  return {
    secrets: readSecrets(text, log),
    isGiven,
    text,
    plain,
    plainList,
    boolean(name) {
      const value = plain(name);
      if (/^(true|True|TRUE)$/.test(value)) return true;
      if (/^(false|False|FALSE)$/.test(value)) return false;
      throw invalid(name, 'true or false');
    },
    integer(name, { min, max }) {
      const value = plain(name);
      if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      throw invalid(name, `a whole number from ${min} to ${max}`);
    },
    choice(name, choices) {
      const value = plain(name);
      const choice = choices.find((known) => known === value);
      if (choice !== undefined) return choice;
      throw invalid(name, `one of ${choices.join(', ')}`);
    },
    requirePossible() {
      for (const [name, kind] of kinds) {
        if (!isGiven(name)) continue;
        if (kind === 'secret') requirePossible(name, text(name));
        else (isList(name) ? plainList : plain)(name);
      }
    },
  };
}

/** No name, ID or path is longer. */
const longestPlain = 200;

/**
 * Masks each part that looks like a secret in a text that should not contain one, and the part after it, because the last
 * line of a key may be too short to look like a secret.
 */
export function maskLookalikes(text: string, log: Log): void {
  if (text.length < 40) return;
  const parts = text.split(/[\s,]+/).filter((part) => !part.includes(':'));
  for (const piece of [...parts.filter(looksSecret), ...keyPieces(parts.join(' '))]) log.mask(piece);
}
