import { configError } from '../util/errors.ts';
import { isId, isTemplate, lostDigits } from '../util/ids.ts';
import { findInvisible, quoteHarmless } from '../util/text.ts';
import type { Topic } from '../util/topics.ts';
import { kinds } from './kinds.ts';

/**
 * Rejects a value that cannot be right, whatever the other inputs are. Secrets are masked before.
 * @throws ActionError `config`; a value that may be a secret is not quoted
 */
export function requirePossible(name: string, value: string): void {
  const kind = kinds.get(name) ?? '';
  const isSecret = kind === 'secret';
  const reject = (topic: Topic, contains: string, fix: string): never => {
    throw configError(topic, `The input '${name}' contains ${contains}.`, fix);
  };
  // An ID in a scope can be wrong like any other.
  const parts = isList(name) ? value.split(kind === 'list' ? /[\s,:]+/ : /[\s,]+/) : [value];
  if ([value, ...parts].some((part) => isUnevaluated(part, name === 'client-secret'))) {
    reject(
      'not-evaluated',
      'an expression or variable that was not evaluated',
      `Write "${name}: \${{ ${isSecret ? 'secrets' : 'vars'}.NAME }}" in the workflow.`,
    );
  }
  if (isSecret) return;
  // White space of every kind separates the parts of a list.
  const invisible = findInvisible(isList(name) ? value.replace(/\s/g, ' ') : value);
  if (invisible !== undefined) {
    reject('invisible-character', invisible, `Type the value of '${name}' again instead of copying it.`);
  }
  const bad = parts.find((part) => part !== '' && isImpossible[kind]?.(part));
  if (bad === undefined) return;
  reject(
    'invalid-id',
    lostDigits(bad)
      ? `"${bad}": YAML reads an ID without quotes as a number, which loses digits`
      : `${quoteHarmless(bad)}, which is ${kind === 'id' ? 'not an ID' : 'a placeholder'}`,
    `Write the real value in quotes, such as ${name}: '${examples[name] ?? examples[kind] ?? ''}'.`,
  );
}

const isImpossible: Readonly<Record<string, (part: string) => boolean>> = {
  // Earlier versions of ZITADEL added an @ and the name of the project to an application's client ID.
  id: (part) => !isId(part.replace(/(?<=^\d+)@/, '.')),
  name: isTemplate,
  list: isTemplate,
  // An address in brackets is invalid as well, and its fix can show the address.
  address: (part) => /^\w/.test(part) && isTemplate(part),
};

const examples: Readonly<Record<string, string>> = {
  id: '312345678901234567',
  address: 'acme.zitadel.cloud',
  list: 'urn:zitadel:iam:org:project:id:312345678901234567:aud',
  'client-id': 'ci-bot',
  'service-account-key-file': 'key.json',
};

/** Whether white space and commas separate values. */
export function isList(name: string): boolean {
  return name === 'scopes' || name === 'project-ids';
}

export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** @param isSecret whether a `$` alone decides nothing, because a server may create secrets with symbols */
function isUnevaluated(value: string, isSecret: boolean): boolean {
  const variable = isSecret
    ? /^\$(?=.*[A-Z])(?=.*_)[A-Z_]{1,64}$/
    : /^(\$[A-Z0-9_]{1,64}|\$env:\w+|\$\(.*\)|%[A-Z_]+%)$/;
  const expression = /\$\{\{|^(\$\{ ?[\w.]+ ?\}|\{\{.*\}\}|(secrets|vars|env)\.[A-Z0-9_]+)$/;
  return expression.test(value) || variable.test(value);
}
