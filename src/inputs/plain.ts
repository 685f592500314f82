import { withoutQuotes } from '../credentials/unwrap.ts';
import type { Log } from '../types/log.ts';
import { configError } from '../util/errors.ts';
import { keyPieces, looksSecret } from '../util/secrets.ts';
import { findInvisible, findLookalike, quoteHarmless, splitList } from '../util/text.ts';
import { findWrong } from './mistakes.ts';
import { longDotless } from './origin.ts';
import type { Row } from './table.ts';

/** No name, ID or path is longer. */
const longestPlain = 200;

interface Context {
  readonly row: Row;
  readonly log: Log;
}

/**
 * Reads an input that should not contain a secret. A secret in it is masked, and never quoted.
 * @throws ActionError `config` for a value that cannot be right, whatever the other inputs are
 */
export function readPlain(name: string, text: string, { row, log }: Context): unknown {
  const { kind } = row;
  if (kind === 'text') return text;
  const bare = withoutQuotes(text) ?? text;
  const isList = kind === 'ids' || kind === 'list';
  const parts = isList ? splitList(text) : [text];
  if (text.length >= 40) maskLookalikes(text, log);
  const long = parts.find((part) => part.length > longestPlain);
  if (long !== undefined) {
    for (const piece of [long, ...keyPieces(long)]) log.mask(piece);
    const fault = `is too long (${long.length} characters, at most ${longestPlain})`;
    const fix = `Check that the inputs of this step are not swapped.`;
    throw configError('input-too-long', `The input '${name}' ${fault}.`, fix);
  }
  if (kind === 'address') for (const part of longDotless(bare)) log.mask(part);
  // White space of every kind separates the parts of a list.
  const invisible = findInvisible(isList ? text.replace(/\s/g, ' ') : text);
  const odd = invisible ?? (kind === 'address' ? findLookalike(text) : undefined);
  if (odd !== undefined) {
    const fix = `Type the value of '${name}' again instead of copying it.`;
    throw configError('invisible-character', `The input '${name}' contains ${odd}.`, fix);
  }
  const wrong = findWrong(name, text, row);
  if (wrong !== undefined) throw wrong;
  if (isList) return parts;
  const isWord = kind === 'boolean' || kind === 'choice' || kind === 'integer';
  return isWord ? readWord(name, text, { row, log }) : bare;
}

/** @throws ActionError `config`, which quotes the value only if it is short and simple */
function readWord(name: string, text: string, { row, log }: Context): unknown {
  let expected = 'true or false';
  if (row.kind === 'integer') {
    const { min, max } = row;
    if (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
    expected = `a whole number from ${min} to ${max}`;
  } else if (row.kind === 'choice') {
    if (row.choices.includes(text)) return text;
    expected = `one of ${row.choices.join(', ')}`;
  } else if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return /^t/i.test(text);
  const shown = quoteHarmless(text);
  if (!shown.startsWith('"')) for (const line of text.split(/[\r\n]+/)) log.mask(line);
  throw configError('invalid-value', `The input '${name}' is invalid: ${shown}.`, `Set '${name}' to ${expected}.`);
}

/**
 * Masks each part that looks like a secret in a text that should not contain one, and the part after it, because the last
 * line of a key may be too short to look like a secret.
 */
export function maskLookalikes(text: string, log: Log): void {
  const parts = text.split(/[\s,]+/).filter((part) => !part.includes(':'));
  for (const piece of [...parts.filter(looksSecret), ...keyPieces(parts.join(' '))]) log.mask(piece);
}
