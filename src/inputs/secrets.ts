import { decodeBasic, encodeBasic, formUrlDecode, secretForms } from '../credentials/client-credentials.ts';
import { assertionForms } from '../credentials/jwt-bearer.ts';
import type { Log } from '../types/log.ts';
import { parseObject } from '../util/json.ts';
import { base64Pieces, keyPieces, looksSecret } from '../util/secrets.ts';
import { headerSecrets } from './header-secrets.ts';
import { headerLines, type HeaderLine } from './headers.ts';

export interface SecretContext {
  readonly log: Log;
  /** The input `client-id`, which is sent together with the client secret. */
  readonly clientId: string;
}

/** Reads the layers of an input that may contain a secret, and masks each form in which it is sent or a server may echo it. */
export type ReadSecret<Value> = (layers: readonly string[], context: SecretContext) => Value;

/** Sent as given, unless it certainly contains more than the secret: `id:secret`, or the response of ZITADEL's API. */
export const readSecret: ReadSecret<string> = (layers, { log, clientId }) => {
  const [text = ''] = layers;
  const pair = layers.find((layer) => clientId !== '' && layer.startsWith(`${clientId}:`));
  const field = layers.map((layer) => layer.startsWith('{') && parseObject(layer)?.['clientSecret']).find(Boolean);
  const secret = (typeof field === 'string' ? field : pair?.slice(clientId.length + 1)) || text;
  // The secret may occur elsewhere without what was put around it.
  maskAll([...new Set([...layers, secret])].flatMap(secretForms), log);
  log.mask(encodeBasic(clientId, secret));
  return secret;
};

/** Without a leading `Basic ` and without the line breaks of `base64`. */
export const readBasic: ReadSecret<string> = ([text = ''], { log }) => {
  const { value, id, secret } = decodeBasic(text.replace(/^Basic\s+/i, '').replace(/\s+/g, ''));
  maskAll([value, ...secretForms(secret), ...secretForms(formUrlDecode(secret)), ...base64Pieces(text)], log);
  // The two halves may be swapped.
  if (looksSecret(id)) maskAll(secretForms(id), log);
  return value;
};

/** Without what the key was wrapped in. */
export const readKey: ReadSecret<string> = (layers, { log }) => unwrapKey(layers, log);

/** Sent as given. */
export const readAssertion: ReadSecret<string> = ([text = ''], { log }) => {
  maskAll([...words(text), ...assertionForms(text)], log);
  return text;
};

/** Without what the token was wrapped in. */
export const readToken: ReadSecret<string> = (layers, { log }) => {
  maskAll(layers.flatMap(words), log);
  return layers.at(-1) ?? '';
};

export const readHeaders: ReadSecret<HeaderLine[]> = ([text = ''], { log }) => {
  // A key that was pasted here by mistake.
  if (text.includes('-----BEGIN ')) maskAll(keyPieces(text), log);
  const headers = headerLines(text);
  for (const { value, forJob } of headers.flatMap(headerSecrets)) log.hide(value, forJob);
  return headers;
};

/**
 * Masks a key in each of its layers: every piece of the PEM's body, or of a document that does not parse, every piece that
 * looks like base64. The whole document is masked only if it is one line.
 * @param isKey whether the document is known to be a secret; otherwise, only what looks like a key is masked
 * @returns the key without its wrappings
 */
export function unwrapKey(layers: readonly string[], log: Log, isKey = true): string {
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
