import { isSecretName } from '../credentials/secret-shape.ts';
import { withoutQuotes } from '../credentials/unwrap.ts';
import { type ActionError, configError, type Topic } from '../util/errors.ts';
import { isId, isTemplate, lostDigits } from '../util/ids.ts';
import { looksSecret } from '../util/secrets.ts';
import { quoteHarmless, splitList } from '../util/text.ts';
import type { Row } from './table.ts';

type Fix = (name: string, value: string, row: Row) => string;

const inQuotes: Fix = (name, _, { example }) => `Write the real value in quotes, such as ${name}: '${example}'.`;
// An ID is public, so the digits in an address or a scope can be shown.
const idAlone: Fix = (name, value, { example }) =>
  `Set '${name}' to the ID alone: '${value.match(/\d{15,20}/g)?.at(-1) ?? example}'.`;
const onPage: Fix = (name, _, { example }) =>
  `Set '${name}' to the resource ID on the organization's page in ZITADEL, such as '${example}'.`;
const asText: Fix = () => `Write join(…, ' ') for a list, toJSON(…) for an object, or the one field that is needed.`;
const expression: Fix = (name, _, { kind }) =>
  `Write "${name}: \${{ ${kind === 'secret' || kind === 'text' ? 'secrets' : 'vars'}.NAME }}" in the workflow.`;

/**
 * A value that cannot be meant: the inputs, by kind or name (none: all of them), how it is found, what the input contains, and
 * the fix. The first that fits is reported. A value is quoted only if it cannot be a secret.
 */
type Mistake = readonly [
  of: string,
  is: (value: string, name: string) => boolean,
  contains: string | ((value: string) => string),
  fix: Fix,
];

/** No such word is a secret. GitHub, .NET, Go and Gitea write it for an expression that gives no text. */
const noText = /^(Array|Object|\[object Object\]|System\.\w+\[\]|map\[.*\]|%!\w\(.*\))$/s;

const unevaluated: readonly Mistake[] = [
  ['', (value) => noText.test(value), 'a list or an object that an expression gave, not a text', asText],
  ['', isUnevaluated, 'an expression or variable that was not evaluated', expression],
  ['secret', isNameOfSecret, 'the name of a secret, not its value', expression],
];

const digitsLost = (value: string): string =>
  `"${value}": YAML reads an ID without quotes as a number, which loses digits`;
const notAnId = (value: string): string => `${quoteHarmless(value)}, which is not an ID`;
const placeholder = (value: string): string => `${quoteHarmless(value)}, which is a placeholder`;
const namesOrganization = (value: string): boolean => /\S\s+\S|^([a-z\d-]+\.)+[a-z]{2,}$/i.test(value);
// All but user IDs become a header, a scope or a part of a form, which contain visible ASCII only.
const isNoId = (value: string, name: string): boolean =>
  !isId(value) || looksSecret(value) || (name !== 'user-id' && /[^!-~]/.test(value));

/** A name and a `=`, an address or a scope. */
const aroundId = /^[A-Z_]*ID=|^[\w-]+=\D?\d{10,}\D?$|^https?:|\/ui\/|^urn:/i;

const wrong: readonly Mistake[] = [
  ['id list name path address', lostDigits, digitsLost, inQuotes],
  ['id', (value) => aroundId.test(value), 'more than the ID', idAlone],
  ['org-id', namesOrganization, 'the name or domain of an organization, not its ID', onPage],
  ['id', isNoId, notAnId, inQuotes],
  ['list name path', isTemplate, placeholder, inQuotes],
  // An address in brackets is invalid as well, and its fix can show the address.
  ['address', (value) => /^\w/.test(value) && isTemplate(value), placeholder, inQuotes],
];

/** What an expression or a variable left in an input of any kind. */
export function findUnevaluated(name: string, text: string, row: Row): ActionError | undefined {
  return find(unevaluated, [text, ...partsOf(text, row)], { name, row });
}

/** What cannot be meant in an input that contains no secret. */
export function findWrong(name: string, text: string, row: Row): ActionError | undefined {
  return find(wrong, partsOf(text, row), { name, row });
}

/** In a scope, an ID can be wrong like any other. */
function partsOf(text: string, { kind }: Row): string[] {
  if (kind === 'list') return splitList(text).flatMap((part) => part.split(':'));
  return kind === 'ids' ? splitList(text) : [withoutQuotes(text) ?? text];
}

function find(
  rows: readonly Mistake[],
  parts: readonly string[],
  { name, row }: { readonly name: string; readonly row: Row },
): ActionError | undefined {
  const kind = row.kind === 'ids' ? 'id' : row.kind;
  for (const [of, is, contains, fix] of rows) {
    if (of !== '' && !` ${of} `.includes(` ${kind} `) && of !== name) continue;
    for (const part of parts) {
      if (!is(part, name)) continue;
      const what = typeof contains === 'string' ? contains : contains(part);
      return configError(topicOf(fix), `The input '${name}' contains ${what}.`, fix(name, part, row));
    }
  }
  return undefined;
}

function topicOf(fix: Fix): Topic {
  if (fix === asText) return 'not-a-text';
  return fix === expression ? 'not-evaluated' : 'invalid-id';
}

/** A token of ZITADEL has 71 characters, so that a name in lower case is certain as well. */
function isNameOfSecret(value: string, name: string): boolean {
  return isSecretName(name === 'personal-access-token' ? value.toUpperCase() : value);
}

/** In a client secret, a `$` alone decides nothing, because a server may create secrets with symbols. */
function isUnevaluated(value: string, name: string): boolean {
  if (!/[${%]|^(secrets|vars|env)\./.test(value)) return false;
  const secret = /^\$(?=.*[A-Z])(?=.*_)[A-Z_]{1,64}$/;
  const variable = name === 'client-secret' ? secret : /^(\$[A-Z0-9_]{1,64}|\$env:\w+|\$\(.*\)|%[A-Z_]+%)$/;
  const whole = /\$\{\{|^(\$\{ ?[\w.]+ ?\}|\{\{.*\}\}|(secrets|vars|env)\.[A-Z0-9_]+)$/;
  return whole.test(value) || variable.test(value);
}
