import { unwrap } from '../credentials/unwrap.ts';
import type { Log } from '../types/log.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { decodeJwt } from '../util/json.ts';
import { base64Pieces } from '../util/secrets.ts';

/** What a text certainly is, the inputs that take it, and what to do with it in any other input. */
type Kind = readonly [what: string, is: (text: string) => boolean, takenBy: string, fix: string];

const pem = /(?:BEGIN|END) [A-Z0-9 ]{0,20}PRIVATE KEY/;
const serviceAccount = /type\\*["']\s*:\s*\\*["'](?:serviceaccount|application)\b/;
/** The begin of a key in DER (hexadecimal): PKCS#1, PKCS#8, SEC1, or encrypted PKCS#8. */
const der = /^30(?:81..|82....|[0-7].)(?:02010[01](?:02|30|04)|30(?:81..|[0-7].)06092a864886f70d01050d)/;
const gitHubToken = /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{10,}|github_pat_\w{10,})/;
/** GitHub's issuers: github.com, a company's own subdomain of ghe.com, and GitHub Enterprise Server. */
const gitHubIssuer =
  /^https:\/\/(token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)|[^/]+\/_services\/token)(\/|$)/;
const path = /^(~|\.{0,2}[\\/]|[A-Za-z]:\\)[^\n{]*$|^[^\n{]*\.(json|pem|key|txt)$/i;

const toKey = `Move it to 'service-account-key', and remove the inputs of other credentials.`;
const toPem = `Move it to 'private-key', with 'key-id' and 'user-id'.`;
const toCertificate = `If it is the certificate of an authority, move it to 'ca-certificate'. Otherwise, remove it.`;
const fromZitadel = `Set the input to the value from ZITADEL, not to the token of GitHub.`;
const toKms = `Sign in with it to a key management service, and sign an 'assertion' there with a key whose public half is uploaded to the service account.`;
const toAssertion = `If it was signed for this account, move it to 'assertion'. If it is an access token, move it to 'personal-access-token'.`;
const toFile = `Move the path of key JSON to 'service-account-key-file', or set 'private-key' to the PEM text.`;

const isKeyJson = (text: string): boolean => serviceAccount.test(text) || (/^\s*\{/.test(text) && pem.test(text));
const isFromGitHub = (text: string): boolean => gitHubIssuer.test(String(claimsIn(text)?.['iss']));
const github = `GitHub's own OpenID Connect token, which ZITADEL does not accept`;

/** The first that fits decides. A header takes all except private keys, because a gateway may require them. */
const kinds: readonly Kind[] = [
  ['key JSON', isKeyJson, 'service-account-key', toKey],
  ['a private key', (text) => pem.test(text) || isBody(text), 'private-key', toPem],
  ['a PEM', (text) => /-----BEGIN [A-Z]/.test(text), 'ca-certificate private-key headers', toCertificate],
  ['a token of GitHub, not of ZITADEL', (text) => gitHubToken.test(text), 'headers', fromZitadel],
  [github, isFromGitHub, 'headers', toKms],
  ['a JWT', (text) => claimsIn(text) !== undefined, 'assertion personal-access-token headers', toAssertion],
];

/** The lines of a PEM without its first and its last one. */
function isBody(text: string): boolean {
  const body = text.startsWith('M') ? text.replace(/\s|\\[nr]/g, '') : '';
  return /^[\w+/-]{90,}={0,2}$/.test(body) && der.test(Buffer.from(body.slice(0, 64), 'base64').toString('hex'));
}

/** Two parts that begin with the `{` of their JSON, in base64url, and a signature. */
function claimsIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const [token] = /(?<![\w.-])e[\w-]+\.e[\w-]+\.[\w-]+(?![\w.-])/.exec(text) ?? [];
  return token === undefined ? undefined : decodeJwt(token)?.claims;
}

/**
 * Masks and rejects a text that certainly belongs to another input, or to none.
 * @param where how messages name the source: `The input 'client-secret'`
 * @param layers the text of an input or a file, and the texts inside
 * @param log absent for a text whose secrets are masked
 */
export function misplaced(
  name: string,
  where: string,
  { layers, log }: { readonly layers: readonly string[]; readonly log?: Log },
): ActionError | undefined {
  let values: string[] | undefined;
  const inside = (): string[] => (values ??= valuesIn(layers.at(-1) ?? ''));
  const kind = kinds.find(([, is]) => layers.some(is) || inside().some(is));
  if (kind === undefined) {
    if (!name.endsWith('-key') || !path.test(layers.at(-1) ?? '')) return undefined;
    return configError('wrong-key-input', `${where} contains the path of a file, not a key.`, toFile);
  }
  const [what, , takenBy, fix] = kind;
  if (takenBy.split(' ').includes(name)) return undefined;
  for (const text of [...layers, ...inside()]) {
    // Words and IDs in a PEM or in JSON are not secret.
    const words = kinds.indexOf(kind) < 3 ? [] : text.split(/\s+/).filter((word) => word.length >= 8);
    for (const piece of [...base64Pieces(text), ...words]) log?.mask(piece);
  }
  for (const layer of layers) if (!/[\r\n]/.test(layer)) log?.mask(layer);
  return configError(what.includes('GitHub') ? 'github-token' : 'wrong-key-input', `${where} contains ${what}.`, fix);
}

/** The values of JSON, or what follows a name and a colon, with everything inside them. */
function valuesIn(text: string): string[] {
  if (!/^[[{]/.test(text)) return text.includes(':') ? unwrap(text.slice(text.indexOf(':') + 1)) : [];
  const found: string[] = [];
  try {
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') found.push(...unwrap(value));
    });
  } catch {
    // Not JSON, but it may look like a key all the same.
  }
  return found;
}
