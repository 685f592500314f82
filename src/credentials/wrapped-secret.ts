import { findInvisible } from '../util/text.ts';

/** What stores, shells and people put around a secret of one line: how it looks, and what it is. */
const wrappings: readonly (readonly [RegExp, string])[] = [
  [
    /^[\s\u200b-\u200f\u2060\ufeff]*(?<inner>\S.*?)[\s\u200b-\u200f\u2060\ufeff]*$/s,
    'the invisible characters around it',
  ],
  [/^\\?["'`“‘](?<inner>.+?)\\?["'`”’]$/s, 'the quotes around it'],
  [/^(?<inner>.+?)(?:\\[nr])+$/s, 'the two characters \\n at its end'],
  [/^Bearer\s+(?<inner>\S+)$/i, 'the word "Bearer" in front of it'],
  [/^[A-Z]+_[A-Z_]+=(?<inner>.+)$/s, 'the name and the = in front of it'],
];

/** @returns the secret without everything that was put around it */
export function unwrapSecret(text: string): string {
  const wrapped = text && unwrapOnce(text);
  return wrapped ? unwrapSecret(wrapped.inner) : text;
}

/** @returns the fix for a client secret that was rejected and looks wrapped; undefined for one that does not */
export function wrappingFix(secret: string): string | undefined {
  const surplus = unwrapOnce(secret)?.without ?? findInvisible(secret.replace(/[\r\n]/g, ' '));
  return surplus === undefined ? undefined : `Store the client secret without ${surplus}.`;
}

/** The inner text is always shorter, so unwrapping ends. */
function unwrapOnce(text: string): { readonly inner: string; readonly without: string } | undefined {
  for (const [pattern, without] of wrappings) {
    const inner = pattern.exec(text)?.groups?.['inner'];
    if (inner !== undefined && inner !== text) return { inner, without };
  }
  // A secret of random characters decodes to bytes, not to text.
  const compact = text.replace(/\s+/g, '');
  const inner = /^[\w+/-]{54,}={0,2}$/.test(compact) ? Buffer.from(compact, 'base64').toString().trim() : '';
  return /^[\x21-\x7e]{40,}$/.test(inner) ? { inner, without: 'the base64 encoding' } : undefined;
}
