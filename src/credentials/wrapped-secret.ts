import { findInvisible } from '../util/text.ts';

/** What stores, shells and people put around a secret of one line. */
const wrappings: readonly {
  /** @returns undefined for a text that is not wrapped in this way */
  readonly unwrap: (text: string) => string | undefined;
  /** How the secret is to be stored instead. */
  readonly store: string;
}[] = [
  {
    unwrap: inside(/^[\s\u200b-\u200f\u2060\ufeff]*(\S.*?)[\s\u200b-\u200f\u2060\ufeff]*$/su),
    store: 'without the invisible characters around it',
  },
  { unwrap: inside(/^(?:"(.+)"|'(.+)'|`(.+)`)$/s), store: 'without the quotes around it, which are part of the value' },
  { unwrap: inside(/^(.+?)(?:\\[nr])+$/s), store: 'without the two characters \\n at its end' },
  { unwrap: inside(/^(?:Bearer|Basic)\s+(\S+)$/i), store: 'without the word in front of it' },
  { unwrap: inside(/^(?:export )?[A-Z]+_[A-Z_]+=(.+)$/), store: 'without the name and the = in front of it' },
  { unwrap: decodeBase64, store: 'as ZITADEL showed it, not encoded in base64' },
];

/** @returns the secret without everything that was put around it */
export function unwrapSecret(text: string): string {
  for (const { unwrap } of wrappings) {
    const inner = unwrap(text);
    // Each step makes the text shorter.
    if (inner !== undefined && inner !== text) return unwrapSecret(inner);
  }
  return text;
}

/** @returns the fix for a client secret that was rejected and looks wrapped; undefined for one that does not */
export function wrappingFix(secret: string): string | undefined {
  const wrapping = wrappings.find(({ unwrap }) => ![undefined, secret].includes(unwrap(secret)));
  if (wrapping !== undefined) return `Store the client secret ${wrapping.store}.`;
  const invisible = findInvisible(secret);
  return invisible === undefined ? undefined : `Store the client secret again: it contains ${invisible}.`;
}

function inside(pattern: RegExp): (text: string) => string | undefined {
  return (text) =>
    pattern
      .exec(text)
      ?.slice(1)
      .find((group) => group !== undefined);
}

/** A secret of random characters decodes to bytes that are not text. */
function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]{54,}={0,2}$/.test(compact)) return undefined;
  const decoded = Buffer.from(compact, 'base64').toString().trim();
  return /^[\x21-\x7e]{40,}$/.test(decoded) ? decoded : undefined;
}
