import { configError, type ActionError } from '../util/errors.ts';
import { decodeJwt } from '../util/json.ts';
import { basicAuth, clientSecret } from '../credentials/client-credentials.ts';
import type { Credential, PersonalAccessToken } from '../credentials/credential.ts';
import { signedByKey } from '../credentials/jwt-bearer.ts';
import { signedElsewhere } from '../credentials/signed-assertion.ts';
import { unwrap } from '../credentials/unwrap.ts';
import type { Log } from '../types/log.ts';
import { findInvisible } from '../util/text.ts';
import { keyFile, readFile } from './files.ts';
import type { Inputs } from './inputs.ts';
import { misplaced } from './recognize.ts';
import { unwrapKey } from './secrets.ts';
import { rightSpelling, type Misspelled } from './spelling.ts';
import { parseKeyJson } from '../credentials/keys/key-json.ts';
import { ownKeyPair } from '../credentials/keys/signing-key.ts';

/** What a credential may need in addition to its own inputs. */
interface Context {
  readonly issuer: () => string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly log: Log;
  readonly misspelled?: readonly Misspelled[];
}

/** A kind of credential: its inputs, all of them or none. */
interface CredentialKind {
  readonly inputs: readonly string[];
  readonly read: (inputs: Inputs, context: Context) => Credential;
}

const kinds: readonly CredentialKind[] = [
  {
    inputs: ['client-id', 'client-secret'],
    read: ({ value }) => clientSecret(value('client-id') ?? '', value('client-secret') ?? ''),
  },
  {
    inputs: ['basic-auth'],
    read: ({ value }) => basicAuth(value('basic-auth') ?? { value: '' }),
  },
  {
    inputs: ['service-account-key'],
    read: ({ value }, { issuer }) =>
      signedByKey(parseKeyJson(`The input 'service-account-key'`, value('service-account-key') ?? ''), issuer()),
  },
  {
    inputs: ['service-account-key-file'],
    read: ({ value }, { issuer, env, log }) => {
      const path = value('service-account-key-file') ?? '';
      const layers = unwrap(readFile({ path, shown: path, env }, keyFile));
      const text = unwrapKey(layers, log, false);
      const where = `The file of 'service-account-key-file'`;
      const error = misplaced('service-account-key', where, { layers });
      if (error !== undefined) throw error;
      return signedByKey(parseKeyJson(where, text), issuer());
    },
  },
  {
    inputs: ['private-key', 'key-id', 'user-id'],
    read: ({ value }, { issuer }) =>
      signedByKey(
        ownKeyPair({ pem: value('private-key') ?? '', keyId: value('key-id') ?? '', userId: value('user-id') ?? '' }),
        issuer(),
      ),
  },
  {
    inputs: ['assertion'],
    read: ({ value }, { issuer, now }) => signedElsewhere(value('assertion') ?? '', issuer(), now),
  },
  {
    inputs: ['personal-access-token'],
    read: ({ value }) => personalAccessToken(value('personal-access-token') ?? ''),
  },
];

/**
 * The one credential that the inputs give.
 * @throws ActionError `config` for none, for two kinds, and for half of one
 */
export function readCredential(inputs: Inputs, context: Context): Credential {
  const isGiven = (name: string): boolean => inputs.given.has(name);
  const { misspelled = [] } = context;
  const given = kinds.filter((kind) => kind.inputs.some(isGiven));
  const [kind, other] = given;
  const fixFor = (names: readonly string[], otherwise: string): string => {
    const wrong = misspelled.filter(({ right }) => names.includes(right));
    return wrong.length > 0 ? rightSpelling(wrong) : otherwise;
  };
  if (kind === undefined) {
    throw configError(
      'no-credential',
      `No credential was given: ${list(kinds.map(({ inputs: names }) => names.join("' + '")))} are all empty.\n${emptySecret}`,
      fixFor(
        kinds.flatMap(({ inputs: names }) => names),
        `Give exactly one of them.`,
      ),
    );
  }
  if (other !== undefined) {
    throw configError(
      'several-credentials',
      `The inputs ${list(given.flatMap(({ inputs: names }) => names.filter(isGiven)))} belong to ${given.length} different credentials.`,
      `Keep the inputs of one credential, and use a separate step for each account.`,
    );
  }
  const missing = kind.inputs.filter((name) => !isGiven(name));
  if (missing.length > 0) {
    const half = kind.inputs.filter(isGiven);
    const mayBeEmpty = missing.some((name) => name === 'client-secret' || name === 'private-key');
    throw configError(
      'missing-input',
      `${list(half)} ${half.length === 1 ? 'needs' : 'need'} ${list(missing)}, which ${missing.length === 1 ? 'is' : 'are'} missing.${mayBeEmpty ? `\n${emptySecret}` : ''}`,
      fixFor(missing, `Set ${list(missing)}, or remove ${list(half)}.`),
    );
  }
  return kind.read(inputs, context);
}

/** The error for neither an instance nor a whole credential, which have one cause. */
export function nothingGiven({ given }: Inputs): ActionError | undefined {
  const kind = kinds.find(({ inputs: names }) => names.some((name) => given.has(name)));
  const missing = kind?.inputs.filter((name) => !given.has(name)) ?? ['client-id', 'client-secret'];
  if (given.has('domain') || missing.length === 0) return undefined;
  const all = list(['domain', ...missing]);
  return configError(
    'nothing-given',
    `${all} are all empty${kind === undefined ? ', and every other credential, too' : ''}. ` +
      `The usual cause: they are variables or secrets of an environment, and the job does not name that environment.\n${emptySecret}`,
    `Add "environment: NAME" to the job, or set the variables (vars.NAME) and secrets (secrets.NAME) that the step reads, where this repository and workflow can use them.`,
  );
}

/** RFC 6750 §2.1: what can follow `Bearer`. */
function personalAccessToken(token: string): PersonalAccessToken {
  if (!/^[\w.~+/-]{20,65536}={0,2}$/.test(token)) {
    throw configError(
      'invalid-personal-access-token',
      `The input 'personal-access-token' contains ${findInvisible(token) ?? 'a character that is not allowed, or not 20 to 65,536 characters'}.`,
      `Store the token alone, as ZITADEL showed it when it was created.`,
    );
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
