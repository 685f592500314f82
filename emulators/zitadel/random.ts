import { randomBytes } from 'node:crypto';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random letters and digits of the given length. */
export function randomLettersAndDigits(length: number): string {
  // 248 is the largest multiple of 62 below 256. Larger bytes would make the first letters more likely.
  const bytes = [...randomBytes(length * 2)].filter((byte) => byte < 248).slice(0, length);
  if (bytes.length < length) return randomLettersAndDigits(length);
  return bytes.map((byte) => LETTERS_AND_DIGITS[byte % 62]).join('');
}

/** Random characters of base64url of the given length. */
export function randomBase64url(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}
