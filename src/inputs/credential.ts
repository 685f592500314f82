import { basicAuth, clientSecret } from '../credentials/client-credentials.ts';
import type { Credential, PersonalAccessToken } from '../credentials/credential.ts';
import { signedByKey } from '../credentials/jwt-bearer.ts';
import { parseKeyJson } from '../credentials/keys/key-json.ts';
import { parsePem, type SigningKey } from '../credentials/keys/private-key.ts';
import { signedElsewhere } from '../credentials/signed-assertion.ts';
import { unwrap } from '../credentials/unwrap.ts';
import type { Deps } from '../types/step.ts';
import { configError } from '../util/errors.ts';
import { decodeJwt } from '../util/json.ts';
import { findInvisible } from '../util/text.ts';
import { keyFile, readFile } from './files.ts';
import type { Inputs } from './inputs.ts';
import { misplaced } from './recognize.ts';
import { unwrapKey } from './secrets.ts';
import { rightSpelling, type Misspelled } from './spelling.ts';
import type { InputName } from './table.ts';

/** What a credential may need in addition to its own inputs; the time in milliseconds since 1970. */
type Context = Pick<Deps, 'env' | 'log'> & { readonly issuer: () => string; readonly now: number };

/** A kind of credential: its inputs, all of them or none, and how it is created of their values, in the same order. */
type Kind = readonly [
  inputs: readonly InputName[],
  create: (values: readonly string[], context: Context) => Credential,
];

const kinds: readonly Kind[] = [
  [['client-id', 'client-secret'], ([clientId = '', secret = '']) => clientSecret(clientId, secret)],
  [['basic-auth'], ([value = '']) => basicAuth(value)],
  [
    ['service-account-key'],
    ([json = ''], { issuer }) => signedByKey(parseKeyJson(`The input 'service-account-key'`, json), issuer()),
  ],
  [['service-account-key-file'], ([path = ''], context) => signedByKey(readKeyFile(path, context), context.issuer())],
  [
    ['private-key', 'key-id', 'user-id'],
    ([pem = '', id = '', userId = ''], { issuer }) =>
      signedByKey({ id, userId, isOwnPair: true, ...parsePem(`The input 'private-key'`, pem) }, issuer()),
  ],
  [['assertion'], ([assertion = ''], { issuer, now }) => signedElsewhere(assertion, issuer(), now)],
  [['personal-access-token'], ([token = '']) => personalAccessToken(token)],
];

/**
 * The one credential that the inputs give.
 * @throws ActionError `config` for none, for two kinds, and for half of one
 */
export function readCredential(
  inputs: Inputs,
  { misspelled = [], ...context }: Context & { readonly misspelled?: readonly Misspelled[] },
): Credential {
  const isGiven = (name: string): boolean => inputs.given.has(name);
  const given = kinds.filter(([names]) => names.some(isGiven));
  const [kind] = given;
  const fixFor = (names: readonly string[], otherwise: string): string => {
    const wrong = misspelled.filter(({ right }) => names.includes(right));
    return wrong.length > 0 ? rightSpelling(wrong) : otherwise;
  };
  if (kind === undefined) {
    const all = kinds.map(([names]) => names);
    const message = `No credential was given: ${list(all.map((names) => names.join("' + '")))} are all empty.\n${emptySecret}`;
    throw configError('no-credential', message, fixFor(all.flat(), `Give exactly one of them.`));
  }
  if (given.length > 1) {
    const message = `The inputs ${list(given.flatMap(([names]) => names.filter(isGiven)))} belong to ${given.length} different credentials.`;
    const fix = `Keep the inputs of one credential, and use a separate step for each account.`;
    throw configError('several-credentials', message, fix);
  }
  const [names, create] = kind;
  const missing = names.filter((name) => !isGiven(name));
  if (missing.length > 0) {
    const half = names.filter(isGiven);
    const mayBeEmpty = missing.some((name) => name === 'client-secret' || name === 'private-key');
    const message = `${list(half)} ${half.length === 1 ? 'needs' : 'need'} ${list(missing)}, which ${missing.length === 1 ? 'is' : 'are'} missing.${mayBeEmpty ? `\n${emptySecret}` : ''}`;
    throw configError('missing-input', message, fixFor(missing, `Set ${list(missing)}, or remove ${list(half)}.`));
  }
  return create(
    names.map((name) => inputs.value(name) as string),
    context,
  );
}

/** @throws ActionError `config` for neither an instance nor a whole credential, which have one cause */
export function nothingGiven({ given }: Inputs): void {
  const [names] = kinds.find(([all]) => all.some((name) => given.has(name))) ?? [];
  const missing = (names ?? ['client-id', 'client-secret']).filter((name) => !given.has(name));
  if (given.has('domain') || missing.length === 0) return;
  throw configError(
    'nothing-given',
    `${list(['domain', ...missing])} are all empty. ` +
      `The usual cause: they are variables or secrets of an environment that the job does not name.\n${emptySecret}`,
    `Add "environment: NAME" to the job, or set the variables (vars.NAME) and secrets (secrets.NAME) that the step reads.`,
  );
}

function readKeyFile(path: string, context: Context): SigningKey {
  const layers = unwrap(readFile(path, context, keyFile));
  const text = unwrapKey(layers, context.log, false);
  const where = `The file of 'service-account-key-file'`;
  const error = misplaced('service-account-key', where, { layers });
  if (error !== undefined) throw error;
  return parseKeyJson(where, text);
}

/** RFC 6750 §2.1: what can follow `Bearer`. */
function personalAccessToken(token: string): PersonalAccessToken {
  if (!/^[\w.~+/-]{20,65536}={0,2}$/.test(token)) {
    const message = `The input 'personal-access-token' contains ${findInvisible(token) ?? 'a character that is not allowed, or not 20 to 65,536 characters'}.`;
    const fix = `Store the token alone, as ZITADEL showed it when it was created.`;
    throw configError('invalid-personal-access-token', message, fix);
  }
  // ZITADEL's own are never JWTs: this one is an access token, which contains its expiration.
  const exp = Number(decodeJwt(token)?.claims['exp'] ?? Number.NaN);
  const expiresAt = exp > 0 && exp < 1e11 ? exp * 1000 : undefined;
  return { label: 'personal access token', type: 'personal-access-token', token, expiresAt };
}

/** The causes of an empty secret, none of which is visible in the workflow file. */
const emptySecret =
  `A secret is empty if its name is misspelled, in runs for forks and Dependabot, in a reusable workflow that does ` +
  `not receive it, if an environment's secret lacks 'environment:', and if an organization's secret is not shared with this repository.`;

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
