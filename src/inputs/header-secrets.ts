import { decodeBasic } from '../credentials/client-credentials.ts';
import type { HeaderLine } from './headers.ts';

const scheme = /^(api-?key|aws4-\S+|basic|bearer|digest|dpop|hawk|negotiate|ntlm|oauth|ssws|token)\s/i;
/** The last word of a name whose value is secret, also joined to the word in front of it (`apikey`, `authtoken`). */
const secretWord =
  /(tokens?|secrets?|passwords?|passwd|pwd|passphrase|auth|authorization|authentication|cookies?|jwt|credentials?|signature|(api|access|secret|private|subscription|auth)-?keys?)$/;
/** One whose value is often no secret. */
const maybeSecretWord = /(^|-)(keys?|pass|sessions?)$/;
/** A number, a date, a plain word or a region. */
const everydayValue = /^([\d.,:]+|\d{4}-\d\d-\d\d([T ][\d:.]+\S*)?|[A-Z]?[a-z]{1,20}|[a-z]+(-[a-z]+)+-?\d{0,2}[a-z]?)$/;
/** An ID, a host or a media type, which are not secret. */
const isPublic =
  /^(\d+|[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|(https?:\/\/)?(localhost|([a-z\d-]+\.)+([a-z]{2,24}|\d+))(:\d+)?\/?|(,?\s*(\*|application|audio|font|image|message|model|multipart|text|video)\/[\w.+*-]+(\s*;\s*[\w-]+=[\w.-]+)*)+)$/;

/** The words of a name: `X-Api-Key`, `x_api_key` and `xApiKey2` are `x-api-key`. */
function wordsOf(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1-$2').replace(/[_.]/g, '-');
  return words.replace(/(?<![-\d])[-\d]+$/, '').toLowerCase();
}

/** Whether the name of a header or parameter says that its value is secret: its last word decides. */
function isSecretName(words: string, value: string): boolean {
  return secretWord.test(words) || (maybeSecretWord.test(words) && !everydayValue.test(value) && !isPublic.test(value));
}

/**
 * What is secret in a header: its value, what follows an authentication scheme, the two halves of a Basic value, and the
 * values of cookies and parameters. Values of fewer than 8 characters are ignored.
 * @returns with each, whether it is masked in the whole job, and not only in the text of this action
 */
export function headerSecrets({ name, value }: HeaderLine): { readonly value: string; readonly forJob: boolean }[] {
  const words = scheme.test(value) ? 'auth' : wordsOf(name);
  // The ID of a request or of a key is random, and no secret.
  const isId = /(^|-)(id|idempotency-key)$/.test(words);
  const isSecret = !isId && isSecretName(words, value);
  const word = isSecret ? (/^\S+\s+(\S+)$/.exec(value)?.[1] ?? '') : '';
  const { id, secret } = decodeBasic(/^basic\s/i.test(value) ? word : '');
  const parameters = value.matchAll(/(?<![\w.-])([\w.-]+)="?([^\s";,&]+)/g);
  const parts: (readonly [part: string, named: boolean])[] = [
    [value, isSecret],
    [word, true],
    [id, false],
    [secret, true],
    ...Array.from(
      parameters,
      ([, key = '', part = '']) => [part, isSecret || isSecretName(wordsOf(key), part)] as const,
    ),
  ];
  return parts.flatMap(([part, named]) => {
    if (part.length < 8 || (!named && isPublic.test(part))) return [];
    // A random value is secret whatever its name is.
    const isRandom = !isId && part.length >= 20 && /^(?=.*[a-z])(?=.*\d)\S+$/i.test(part);
    return [{ value: part, forJob: named || isRandom }];
  });
}
