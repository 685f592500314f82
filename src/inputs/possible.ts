import { configError } from '../util/errors.ts';
import { isId, isTemplate, lostDigits } from '../util/ids.ts';
import { findInvisible, quoteHarmless } from '../util/text.ts';
import { kinds } from './kinds.ts';

/**
 * Requires of an input that its value can be right, whatever the other inputs are. Pure: what has to be masked has been.
 * @throws ActionError `config`; nothing of a value that may be a secret is quoted
 */
export function requirePossible(name: string, value: string): void {
  const kind = kinds.get(name);
  if (isUnevaluated(value, name === 'client-secret')) {
    throw configError(
      'not-evaluated',
      `The input '${name}' contains an expression or variable that was not evaluated.`,
      // A shell's variables mean nothing there.
      `In the step's 'with', write "${name}: \${{ ${kind === 'secret' ? 'secrets' : 'vars'}.NAME }}", where NAME is the name in GitHub's settings.`,
    );
  }
  if (value === '' || kind === 'secret') return;
  const invisible = findInvisible(isList(name) ? value.replace(/\s/g, asSpace) : value);
  if (invisible !== undefined) {
    throw configError(
      'invisible-character',
      `The input '${name}' contains ${invisible}.`,
      `Type the value of '${name}' again instead of copying it.`,
    );
  }
  if (kind === 'list' || kind === 'word') return;
  const bad = (isList(name) ? splitList(value) : [value]).find((part) =>
    // An address in brackets is not a host either, and what it means can be read.
    kind === 'id' && !isOldClientId(name, part)
      ? !isId(part)
      : isTemplate(part) && !(kind === 'address' && /^\W/.test(part)),
  );
  if (bad === undefined) return;
  const scope = bad.startsWith('urn:') ? ` A whole scope belongs in 'scopes'.` : '';
  throw configError(
    'invalid-id',
    lostDigits(bad)
      ? `The input '${name}' contains "${bad}": YAML reads an ID without quotes as a number, which loses its last digits.`
      : `The input '${name}' contains ${quoteHarmless(bad)}, which is ${kind === 'id' ? 'not an ID' : 'a placeholder'}.`,
    `Write the value that ZITADEL shows, in quotes, such as ${name}: '${examples[kind ?? ''] ?? 'ci-bot'}'.${scope}`,
  );
}

const examples: Readonly<Record<string, string>> = { id: '312345678901234567', address: 'acme.zitadel.cloud' };

/** Whether white space and commas separate values. */
export function isList(name: string): boolean {
  return name === 'scopes' || name === 'project-ids';
}

export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** Line breaks and tabs separate, too; another kind of space is an accident. */
function asSpace(space: string): string {
  return space < ' ' ? ' ' : space;
}

/** Before v2.50 an application's client ID ended in the name of its project. */
function isOldClientId(name: string, value: string): boolean {
  return name === 'revocation-client-id' && /^\d+@\S{1,180}$/.test(value);
}

/** @param isSecret in a secret a `$` alone decides nothing: a server may make them with symbols */
function isUnevaluated(value: string, isSecret: boolean): boolean {
  return (
    value.includes('${{') ||
    /^\$\{[A-Za-z_]\w*\}$/.test(value) ||
    (isSecret
      ? /^\$(?=.*[A-Z])(?=.*_)[A-Z_]{1,64}$/
      : /^(\$[A-Z0-9_]{1,64}|\$env:\w+|\$\([^\n]*\)|%[A-Z_]+%|\{\{[^\n]*\}\})$/
    ).test(value)
  );
}
