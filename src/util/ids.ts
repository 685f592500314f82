/**
 * An ID as ZITADEL makes it (18 digits), or as an owner chose it (possible since v4). Neither a number that lost its digits
 * nor a placeholder is one.
 */
export function isId(value: string): boolean {
  return (
    // Dots alone would lead to another path.
    /^(?!\.+$)[\w.-]{1,200}$/.test(value) &&
    !isTemplate(value) &&
    !/^(your[-_].*|todo|tbd|fixme|none|nil|nan|true|false|placeholder|x{3,})$/i.test(value)
  );
}

/** `4.01119556656959E+17`: what YAML and JSON tools write for an ID of 18 digits that was not quoted. */
export function lostDigits(value: string): boolean {
  return /^-?\d+(\.\d+e[+-]?|e\+)\d+$/i.test(value);
}

/** What is neither an ID nor a name: a lost ID, or a text of an example that was never replaced. */
export function isTemplate(value: string): boolean {
  return (
    lostDigits(value) || /^(<.*>|\{.*\}|\[.*\]|YOUR[-_].*|null|undefined|[Cc]hange[-_]?me|CHANGE[-_]?ME)$/s.test(value)
  );
}
