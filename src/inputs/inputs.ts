import type { Core, Log } from '../types.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { base64Pieces, keyPieces, looksSecret } from '../util/secrets.ts';
import { quoteHarmless } from '../util/text.ts';
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

/**
 * The only reader of the step's inputs; whoever has it, the secrets are masked. Every text comes without the white space
 * around it.
 */
export interface Inputs {
  readonly secrets: SecretInputs;
  readonly isGiven: (name: string) => boolean;
  /** The text as it was given, for a secret or for something of many lines; '' when the input is empty. */
  readonly text: (name: string) => string;
  /** A text that is no secret. One that is a secret by mistake is masked, and refused where that is certain. */
  readonly plain: (name: string) => string;
  /** The same for a text of several parts, separated by white space or commas. */
  readonly plainList: (name: string) => string;
  readonly boolean: (name: string) => boolean;
  readonly integer: (name: string, range: { readonly min: number; readonly max: number }) => number;
  readonly choice: <Choice extends string>(name: string, choices: readonly Choice[]) => Choice;
  /** Refuses every value that cannot be right, also of an input that nobody reads. */
  readonly requirePossible: () => void;
}

export function readInputs(core: Core, log: Log): Inputs {
  const text = (name: string): string => core.getInput(name) || (defaults[name] ?? '');
  const check = (name: string, value: string, parts: readonly string[]): string => {
    if (/-----BEGIN |[{"]\s*"?(type|key|keyId)\\?"\s*:/.test(value)) {
      for (const piece of base64Pieces(value)) log.mask(piece);
      throw configError(
        'secret-in-plain-input',
        `The input '${name}' holds a key.`,
        `Move it to the input for it, and check the other inputs of this step.`,
      );
    }
    const long = parts.find((part) => part.length > longestPlain);
    if (long !== undefined) {
      for (const piece of [long, ...keyPieces(long)]) log.mask(piece);
      throw configError(
        'input-too-long',
        `The input '${name}' has ${long.length} characters, too many for what it should be.`,
        `Check that this input and its neighbours have not changed places.`,
      );
    }
    maskLookalikes(value, log);
    if (kinds.get(name) === 'address') for (const part of longDotless(value)) log.mask(part);
    requirePossible(name, value);
    return value;
  };
  const invalid = (name: string, expected: string, fix: string): ActionError => {
    const shown = quoteHarmless(text(name));
    if (!shown.startsWith('"')) for (const line of text(name).split(/[\r\n]+/)) log.mask(line);
    return configError('invalid-value', `The input '${name}' must be ${expected}. It is ${shown}.`, fix);
  };
  const plain = (name: string): string => check(name, text(name), [text(name)]);
  const plainList = (name: string): string => check(name, text(name), text(name).split(/[\s,]+/));
  return {
    secrets: readSecrets(text, log),
    // The runner fills in action.yml's defaults, so a default was not given by anyone.
    isGiven: (name) => !['', defaults[name]].includes(core.getInput(name)),
    text,
    plain,
    plainList,
    boolean(name) {
      const value = plain(name);
      if (/^(true|True|TRUE)$/.test(value)) return true;
      if (/^(false|False|FALSE)$/.test(value)) return false;
      throw invalid(name, 'true or false', 'Write true or false.');
    },
    integer(name, { min, max }) {
      const value = plain(name);
      if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      const example = defaults[name] === undefined ? '' : ` for ${defaults[name]}`;
      throw invalid(
        name,
        `a whole number from ${min} to ${max}`,
        `Write such a number, or remove '${name}'${example}.`,
      );
    },
    choice(name, choices) {
      const value = plain(name);
      const choice = choices.find((known) => known === value);
      if (choice !== undefined) return choice;
      throw invalid(name, `one of ${choices.join(', ')}`, `Write one of: ${choices.join(', ')}.`);
    },
    requirePossible() {
      for (const [name, kind] of kinds) {
        if (kind === 'secret') requirePossible(name, text(name));
        else (isList(name) ? plainList : plain)(name);
      }
    },
  };
}

/** No name, id or path that belongs into an input is longer. */
const longestPlain = 200;

/**
 * Masks what looks like a secret in a text that should be none, and the pieces beside it: the last line of a key's body
 * may be too short to look like one.
 */
export function maskLookalikes(text: string, log: Log): void {
  const parts = text.split(/[\s,]+/).filter((part) => !part.includes(':'));
  for (const piece of [...parts.filter(looksSecret), ...keyPieces(parts.join(' '))]) log.mask(piece);
}
