import {
  decodeBasic,
  encodeBasic,
  formUrlDecode,
  secretForms,
  type BasicValue,
} from '../credentials/client-credentials.ts';
import { assertionForms } from '../credentials/jwt-bearer.ts';
import { unwrap } from '../credentials/keys/unwrap.ts';
import { unwrapSecret } from '../credentials/wrapped-secret.ts';
import type { Log } from '../types/log.ts';
import { parseObject } from '../util/json.ts';
import { base64Pieces, keyPieces, looksSecret } from '../util/secrets.ts';
import { headerSecrets } from './header-secrets.ts';
import { headerLines, type HeaderLine } from './headers.ts';

/**
 * Reads an input that may contain a secret, and masks it in every form in which it is sent or a server may echo it.
 * @param clientId the input `client-id`, which is sent together with the client secret
 */
export type ReadSecret<Value> = (text: string, log: Log, clientId: string) => Value;

/** Sent as given. */
export const readSecret: ReadSecret<string> = (text, log, clientId) => {
  maskAll([...secretForms(text), encodeBasic(clientId, text)], log);
  // The secret may occur elsewhere without what was put around it.
  const inner = unwrapSecret(text);
  if (inner !== text) maskAll(secretForms(inner), log);
  return text;
};

/** Without a leading `Basic ` and without the line breaks of `base64`. */
export const readBasic: ReadSecret<BasicValue> = (text, log) => {
  const basic = decodeBasic(text.replace(/^Basic\s+/i, '').replace(/\s+/g, ''));
  const { id, secret } = basic.halves ?? { id: '', secret: '' };
  maskAll([basic.value, ...secretForms(secret), ...secretForms(formUrlDecode(secret)), ...base64Pieces(text)], log);
  // The two halves may be swapped.
  if (looksSecret(id)) maskAll(secretForms(id), log);
  return basic;
};

/** Without what the key was wrapped in. */
export const readKey: ReadSecret<string> = (text, log) => unwrapKey(text, log);

/** Sent as given. */
export const readAssertion: ReadSecret<string> = (text, log) => {
  maskAll([...words(text), ...assertionForms(text)], log);
  return text;
};

/** Without what the token was wrapped in. */
export const readToken: ReadSecret<string> = (text, log) => {
  const token = unwrapSecret(text);
  maskAll(words(text), log);
  if (token !== text) maskAll(words(token), log);
  return token;
};

export const readHeaders: ReadSecret<HeaderLine[]> = (text, log) => {
  // A key that was pasted here by mistake.
  if (text.includes('-----BEGIN ')) maskAll(keyPieces(text), log);
  const headers = headerLines(text);
  for (const { value, forJob } of headers.flatMap(headerSecrets)) log.hide(value, forJob);
  return headers;
};

/**
 * Masks a key as it was given and inside each of its wrappings: every piece of the PEM's body, or of a document that does
 * not parse, every piece that looks like base64. The whole document is masked only if it is one line.
 * @param isKey whether the document is known to be a secret; otherwise, only what looks like a key is masked
 * @returns the key without its wrappings
 */
export function unwrapKey(document: string, log: Log, isKey = true): string {
  const layers = unwrap(document);
  for (const layer of layers) {
    const key = parseObject(layer)?.['key'];
    const pieces = (isKey ? base64Pieces : keyPieces)(typeof key === 'string' ? key : layer);
    maskAll(pieces, log);
    if ((isKey || pieces.length > 0) && !/[\r\n]/.test(layer)) log.mask(layer);
  }
  return layers.at(-1) ?? '';
}

function maskAll(values: readonly string[], log: Log): void {
  for (const value of values) log.mask(value);
}

/** The lines of a token, and its words: also without a "Bearer" that was copied with it. */
function words(text: string): string[] {
  return [...text.split(/[\r\n]+/), ...text.split(/\s+/).filter((word) => word.length >= 8)];
}
