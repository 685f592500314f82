import { decodeBasic } from '../credentials/client-credentials.ts';
import type { HeaderLine } from './headers.ts';

/** A value that this action never shows. */
interface HeaderSecret {
  readonly value: string;
  /** Whether it is masked in the whole job, and not only in the text of this action. */
  readonly forJob: boolean;
}

const secretName = /auth|cookie|key|token|secret|pass|pwd|credential|signature|session|jwt/i;
const scheme = /^(api-?key|aws4-\S+|basic|bearer|digest|dpop|hawk|negotiate|ntlm|oauth|ssws|token)\s/i;
/** An ID, a host or a media type, which are not secret. */
const isPublic =
  /^(\d+|[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|(https?:\/\/)?(localhost|([a-z\d-]+\.)+([a-z]{2,24}|\d+))(:\d+)?\/?|(,?\s*(\*|application|audio|font|image|message|model|multipart|text|video)\/[\w.+*-]+(\s*;\s*[\w-]+=[\w.-]+)*)+)$/;

/**
 * What is secret in a header: its value, what follows an authentication scheme, the two halves of a Basic value, and the
 * values of cookies and parameters. Values of fewer than 8 characters are ignored.
 */
export function headerSecrets({ name, value }: HeaderLine): HeaderSecret[] {
  const label = scheme.test(value) ? 'auth' : name;
  const word = secretName.test(label) ? (/^\S+\s+(\S+)$/.exec(value)?.[1] ?? '') : '';
  const { id = '', secret = '' } = decodeBasic(/^basic\s/i.test(value) ? word : '').halves ?? {};
  const parameters = value.matchAll(/([\w.-]+)="?([^\s";,&]+)/g);
  return [
    [label, value],
    [label, word],
    ['', id],
    [label, secret],
    ...Array.from(parameters, ([, key = '', text = '']) => [label + key, text]),
  ].flatMap(([of = '', part = '']) => {
    const isSecret = secretName.test(of);
    if (part.length < 8 || (!isSecret && isPublic.test(part))) return [];
    return [{ value: part, forJob: isSecret || (part.length >= 20 && /^(?=.*[a-z])(?=.*\d)\S+$/i.test(part)) }];
  });
}
