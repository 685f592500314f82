import * as fc from 'fast-check';
import { base64, keyFields, p256, rsa, wrappedBase64, type TestKey } from '../../support/keys.ts';

/** A key document, and how it was damaged. */
export interface DamagedKey {
  readonly of: 'RSA' | 'P-256';
  readonly encoding: 'traditional' | 'pkcs8';
  readonly as: 'JSON' | 'JSON on many lines' | 'PEM';
  readonly damages: readonly Damage[];
}

/** One kind of damage: its start and its length in parts of a million, and the text that it inserts. */
interface Damage {
  readonly kind: keyof typeof changes;
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

type Change = (whole: string, start: number, end: number, text: string) => string;

const replaced = (whole: string, start: number, end: number, text: string): string =>
  whole.slice(0, start) + text + whole.slice(end);

const joinedBy =
  (separator: string): Change =>
  (whole) =>
    whole.replaceAll('\n', separator);

/** Damage by secret stores, shells and people. The action repairs most of these, but not all. */
const changes = {
  'cut off behind': (whole, start) => whole.slice(0, start),
  'cut off in front': (whole, start) => whole.slice(start),
  'cut out': (whole, start, end) => replaced(whole, start, end, ''),
  'one character changed': (whole, start, _, text) => replaced(whole, start, start + 1, text.charAt(0)),
  'one letter in another case': (whole, start) => replaced(whole, start, start + 1, otherCase(whole.charAt(start))),
  'two characters exchanged': (whole, start) =>
    replaced(whole, start, start + 2, whole.charAt(start + 1) + whole.charAt(start)),
  'text put in': (whole, start, _, text) => replaced(whole, start, start, text),
  'text put over': (whole, start, _, text) => replaced(whole, start, start + text.length, text),
  'a part twice': (whole, start, end) => replaced(whole, end, end, whole.slice(start, end)),
  'a part masked': (whole, start, end) => replaced(whole, start, end, '***'),
  'halves exchanged': (whole, start) => whole.slice(start) + whole.slice(0, start),
  'lines joined': joinedBy(''),
  'lines joined by spaces': joinedBy(' '),
  'lines joined by \\n': joinedBy('\\n'),
  'lines joined by \\r\\n': joinedBy('\\r\\n'),
  'Windows line ends': joinedBy('\r\n'),
  'lines doubled': joinedBy('\n\n'),
  'escapes turned into line breaks': (whole) => whole.replaceAll('\\n', '\n'),
  'escaped twice': (whole) => whole.replaceAll('\\', '\\\\'),
  'a byte order mark': (whole) => `\uFEFF${whole}`,
  'white space around': (whole) => ` \n${whole}\r\n `,
  'double quotes': (whole) => `"${whole}"`,
  'single quotes': (whole) => `'${whole}'`,
  'double quotes lost': (whole) => whole.replaceAll('"', ''),
  'a JSON string': (whole) => JSON.stringify(whole),
  'the inside of a JSON string': (whole) => JSON.stringify(whole).slice(1, -1),
  base64: (whole) => base64(whole),
  'wrapped base64': (whole) => wrappedBase64(whole),
  base64url: (whole) => Buffer.from(whole).toString('base64url'),
  'base64 of UTF-16': (whole) => Buffer.from(whole, 'utf16le').toString('base64'),
  hexadecimal: (whole) => Buffer.from(whole).toString('hex'),
  'percent-encoded': (whole) => encodeURIComponent(whole.toWellFormed()),
  'base64 decoded': (whole) => Buffer.from(whole, 'base64').toString(),
  'in lower case': (whole) => whole.toLowerCase(),
  'a digit counted up': (whole, start) => replacedDigit(whole, start),
} satisfies Record<string, Change>;

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

/** Replaces the next digit: of an ID, of a date, or of the key itself. */
function replacedDigit(whole: string, start: number): string {
  const at = whole.slice(start).search(/\d/);
  const digit = Number(whole.charAt(start + at));
  return at < 0 ? whole : replaced(whole, start + at, start + at + 1, String((digit + 1) % 10));
}

const million = 1_000_000;
const kinds = Object.keys(changes) as (keyof typeof changes)[];
const sprinkled = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
  fc.base64String({ minLength: 4, maxLength: 12 }),
  fc.constantFrom('\n', '\\n', '"', '\\', ' ', '=', '-----', '{', '}', '\0', '…'),
);

export const damagedKeys: fc.Arbitrary<DamagedKey> = fc.record({
  of: fc.constantFrom('RSA' as const, 'P-256' as const),
  encoding: fc.constantFrom('traditional' as const, 'pkcs8' as const),
  as: fc.constantFrom('JSON' as const, 'JSON on many lines' as const, 'PEM' as const),
  damages: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      at: fc.nat(million),
      // Most lost parts are short.
      length: fc.oneof(fc.nat(million / 100), fc.nat(million)),
      text: sprinkled,
    }),
    { minLength: 1, maxLength: 3, size: 'max' },
  ),
});

export function originalOf({ of }: DamagedKey): TestKey {
  return of === 'RSA' ? rsa : p256;
}

/** The document of a key before any damage. */
export function documentOf({ of, encoding, as }: Omit<DamagedKey, 'damages'>): string {
  const pem = (of === 'RSA' ? rsa : p256)[encoding];
  if (as === 'PEM') return pem;
  return JSON.stringify({ ...keyFields, key: pem }, undefined, as === 'JSON' ? undefined : 2);
}

/** The damaged document. An environment variable contains only Unicode, and no NUL. */
export function damage(key: DamagedKey): string {
  const text = key.damages.reduce((whole, { kind, at, length, text: inserted }) => {
    const start = Math.floor((at / million) * whole.length);
    const end = start + Math.ceil((length / million) * whole.length);
    const change: Change = changes[kind];
    return change(whole, start, end, inserted);
  }, documentOf(key));
  return text.replaceAll('\0', '').toWellFormed();
}
