import type { Log } from '../types/log.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { isId, isTemplate, lostDigits } from '../util/ids.ts';
import { base64Pieces, keyPieces, looksSecret } from '../util/secrets.ts';
import { findInvisible, quoteHarmless } from '../util/text.ts';
import { longDotless } from './origin.ts';
import { splitList } from './scopes.ts';
import type { Row } from './table.ts';

/** No name, ID or path is longer. */
const longestPlain = 200;

/**
 * Reads an input that should not contain a secret. A secret in it is masked, and never quoted.
 * @throws ActionError `config` for a value that cannot be right, whatever the other inputs are
 */
export function readPlain(name: string, text: string, { row, log }: { readonly row: Row; readonly log: Log }): unknown {
  if (row.kind === 'text') return text;
  const isList = row.kind === 'ids' || row.kind === 'list';
  const parts = isList ? splitList(text) : [text];
  rejectSecrets(name, text, { parts, log });
  if (row.kind === 'address') for (const part of longDotless(text)) log.mask(part);
  // White space of every kind separates the parts of a list.
  const invisible = findInvisible(isList ? text.replace(/\s/g, ' ') : text);
  if (invisible !== undefined) {
    throw configError(
      'invisible-character',
      `The input '${name}' contains ${invisible}.`,
      `Type the value of '${name}' again instead of copying it.`,
    );
  }
  if (row.kind === 'boolean') {
    if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return /^t/i.test(text);
    throw invalid(name, text, { expected: 'true or false', log });
  }
  if (row.kind === 'integer') {
    const { min, max } = row;
    if (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
    throw invalid(name, text, { expected: `a whole number from ${min} to ${max}`, log });
  }
  if (row.kind === 'choice') {
    if (row.choices.includes(text)) return text;
    throw invalid(name, text, { expected: `one of ${row.choices.join(', ')}`, log });
  }
  requirePossible(name, row.kind === 'list' ? text.split(/[\s,:]+/) : parts, row);
  return isList ? parts : text;
}

function rejectSecrets(
  name: string,
  text: string,
  { parts, log }: { readonly parts: readonly string[]; readonly log: Log },
): void {
  const isKey = /-----BEGIN |[{"]\s*"?(type|key|keyId)\\?"\s*:/.test(text);
  const long = isKey ? undefined : parts.find((part) => part.length > longestPlain);
  if (isKey || long !== undefined) {
    for (const piece of long === undefined ? base64Pieces(text) : [long, ...keyPieces(long)]) log.mask(piece);
    throw configError(
      long === undefined ? 'secret-in-plain-input' : 'input-too-long',
      `The input '${name}' ${long === undefined ? 'contains a key' : `is too long (${long.length} characters, at most ${longestPlain})`}.`,
      `Check that the inputs of this step are not swapped.`,
    );
  }
  if (text.length >= 40) maskLookalikes(text, log);
}

/**
 * Masks each part that looks like a secret in a text that should not contain one, and the part after it, because the last
 * line of a key may be too short to look like a secret.
 */
export function maskLookalikes(text: string, log: Log): void {
  const parts = text.split(/[\s,]+/).filter((part) => !part.includes(':'));
  for (const piece of [...parts.filter(looksSecret), ...keyPieces(parts.join(' '))]) log.mask(piece);
}

function invalid(
  name: string,
  text: string,
  { expected, log }: { readonly expected: string; readonly log: Log },
): ActionError {
  const shown = quoteHarmless(text);
  if (!shown.startsWith('"')) for (const line of text.split(/[\r\n]+/)) log.mask(line);
  return configError('invalid-value', `The input '${name}' is invalid: ${shown}.`, `Set '${name}' to ${expected}.`);
}

/** Rejects placeholders and IDs that lost digits. An ID in a scope can be wrong like any other. */
function requirePossible(name: string, parts: readonly string[], { kind, example = '' }: Row): void {
  const isImpossible: (part: string) => boolean =
    kind === 'id' || kind === 'ids'
      ? // Earlier versions of ZITADEL added an @ and the name of the project to an application's client ID.
        (part) => !isId(part.replace(/(?<=^\d+)@/, '.'))
      : // An address in brackets is invalid as well, and its fix can show the address.
        (part) => (kind !== 'address' || /^\w/.test(part)) && isTemplate(part);
  const bad = parts.find((part) => part !== '' && isImpossible(part));
  if (bad === undefined) return;
  const contains = lostDigits(bad)
    ? `"${bad}": YAML reads an ID without quotes as a number, which loses digits`
    : `${quoteHarmless(bad)}, which is ${kind === 'id' || kind === 'ids' ? 'not an ID' : 'a placeholder'}`;
  throw configError(
    'invalid-id',
    `The input '${name}' contains ${contains}.`,
    `Write the real value in quotes, such as ${name}: '${example}'.`,
  );
}

/** Rejects an expression or variable that was not evaluated, in an input of any kind. */
export function requireEvaluated(name: string, text: string, { kind }: Row): void {
  const isSecret = kind === 'secret' || kind === 'text';
  const separators = kind === 'list' ? /[\s,:]+/ : /[\s,]+/;
  const parts = kind === 'list' || kind === 'ids' ? [text, ...text.split(separators)] : [text];
  if (!parts.some((part) => isUnevaluated(part, name === 'client-secret'))) return;
  throw configError(
    'not-evaluated',
    `The input '${name}' contains an expression or variable that was not evaluated.`,
    `Write "${name}: \${{ ${isSecret ? 'secrets' : 'vars'}.NAME }}" in the workflow.`,
  );
}

/** @param isSecret whether a `$` alone decides nothing, because a server may create secrets with symbols */
function isUnevaluated(value: string, isSecret: boolean): boolean {
  if (!/[${%]|^(secrets|vars|env)\./.test(value)) return false;
  const variable = isSecret
    ? /^\$(?=.*[A-Z])(?=.*_)[A-Z_]{1,64}$/
    : /^(\$[A-Z0-9_]{1,64}|\$env:\w+|\$\(.*\)|%[A-Z_]+%)$/;
  const expression = /\$\{\{|^(\$\{ ?[\w.]+ ?\}|\{\{.*\}\}|(secrets|vars|env)\.[A-Z0-9_]+)$/;
  return expression.test(value) || variable.test(value);
}
