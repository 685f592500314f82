import { unicode } from './text.ts';

/**
 * Whether a value can be an ID: one that ZITADEL created (18 digits), or one that its owner chose (any text, since v4).
 * Rejected is only what cannot be meant: a placeholder, lost digits, an invisible character.
 */
export function isId(value: string): boolean {
  return (
    value.length <= 200 &&
    // Dots alone would lead to another path.
    !/^\.{0,2}$/.test(value) &&
    value.trim() === value &&
    // A shortcut for nearly every ID: a Unicode class is slow.
    (/^[\x20-\x7e]+$/.test(value) || !unicode('(?! )[\\p{C}\\p{Z}]').test(value)) &&
    !isTemplate(value) &&
    !/^(your[-_].*|todo|tbd|fixme|replace[-_]?me|none|nil|nan|true|false|placeholder|x{3,})$/i.test(value)
  );
}

/** `4.01119556656959E+17`: what YAML and JSON tools write for an ID of 18 digits that was not quoted. */
export function lostDigits(value: string): boolean {
  return /^-?\d+(\.\d+[eE][+-]?|[eE]\+)\d+$/.test(value);
}

/** Whether a value is neither an ID nor a name: an ID that lost digits, or a placeholder of an example. */
export function isTemplate(value: string): boolean {
  return (
    lostDigits(value) || /^(<.*>|\{.*\}|\[.*\]|YOUR[-_].*|null|undefined|[Cc]hange[-_]?me|CHANGE[-_]?ME)$/s.test(value)
  );
}

/** Whether an ID is safe in an address, a command and a log: no option, no home directory, and no step in a path. */
export function isPlainId(value: string): boolean {
  return /^(?![-~]|(?:.*\/)?\.{1,2}(?:\/|$))[\w.@+:/=~-]{1,200}$/.test(value);
}
