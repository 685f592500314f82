import { randomBytes } from 'node:crypto';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** That many random letters and digits. */
export function randomLettersAndDigits(length: number): string {
  // 248 is the largest multiple of 62 below 256: what lies above would favour the first letters.
  const bytes = [...randomBytes(length * 2)].filter((byte) => byte < 248).slice(0, length);
  if (bytes.length < length) return randomLettersAndDigits(length);
  return bytes.map((byte) => LETTERS_AND_DIGITS[byte % 62]).join('');
}

/** That many random characters of base64url. */
export function randomBase64url(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}
