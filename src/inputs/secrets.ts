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

/** The inputs that may contain a secret: each is read, decoded and masked once, before any other code sees it. */
export interface SecretInputs {
  readonly clientSecret: string;
  /** Without a leading `Basic ` and without the line breaks of `base64`; absent when the input is empty. */
  readonly basicAuth: BasicValue | undefined;
  /** Without what the keys were wrapped in. */
  readonly serviceAccountKey: string;
  readonly privateKey: string;
  readonly assertion: string;
  /** Without what the token was wrapped in. */
  readonly personalAccessToken: string;
  readonly headers: readonly HeaderLine[];
}

/** Reads the secret inputs, and masks each in every form in which it is sent or a server may echo it. */
export function readSecrets(text: (name: string) => string, log: Log): SecretInputs {
  const mask = (values: readonly string[]): void => maskAll(values, log);
  const clientSecret = text('client-secret');
  if (clientSecret !== '') mask([...secretForms(clientSecret), encodeBasic(text('client-id'), clientSecret)]);
  // The secret is sent as given, but may occur elsewhere without what was put around it.
  mask(secretForms(unwrapSecret(clientSecret)));
  const basicAuth = readBasic(text('basic-auth'));
  if (basicAuth !== undefined) mask([...basicForms(basicAuth), ...base64Pieces(text('basic-auth'))]);
  const serviceAccountKey = unwrapKey(text('service-account-key'), log);
  const privateKey = unwrapKey(text('private-key'), log);
  const assertion = text('assertion');
  const personalAccessToken = unwrapSecret(text('personal-access-token'));
  // Also without a "Bearer" that was copied with it.
  for (const token of [assertion, text('personal-access-token'), personalAccessToken]) {
    mask([...lines(token), ...token.split(/\s+/).filter((word) => word.length >= 8)]);
  }
  mask(assertionForms(assertion));
  // A key that was pasted here by mistake.
  if (text('headers').includes('-----BEGIN ')) mask(keyPieces(text('headers')));
  const headers = headerLines(text('headers'));
  for (const { value, forJob } of headers.flatMap(headerSecrets)) log.hide(value, forJob);
  return { clientSecret, basicAuth, serviceAccountKey, privateKey, assertion, personalAccessToken, headers };
}

/**
 * Masks a key as it was given and inside each of its wrappings: every piece of the PEM's body, or of a document that does
 * not parse, every piece that looks like base64. The whole document is masked only if it is one line.
 * @param isKey whether the document is known to be a secret; otherwise, only what looks like a key is masked
 * @returns the key without its wrappings
 */
export function unwrapKey(document: string, log: Log, isKey = true): string {
  if (document === '') return '';
  const layers = unwrap(document);
  for (const layer of layers) {
    const key = parseObject(layer)?.['key'];
    const pieces = (isKey ? base64Pieces : keyPieces)(typeof key === 'string' ? key : layer);
    maskAll(pieces, log);
    if ((isKey || pieces.length > 0) && lines(layer).length === 1) log.mask(layer);
  }
  return layers.at(-1) ?? '';
}

function readBasic(text: string): BasicValue | undefined {
  const value = text.replace(/^Basic\s+/i, '').replace(/\s+/g, '');
  return value === '' ? undefined : decodeBasic(value);
}

function basicForms({ value, halves: { id, secret } = { id: '', secret: '' } }: BasicValue): string[] {
  return [
    value,
    ...secretForms(secret),
    ...secretForms(formUrlDecode(secret)),
    // The two halves may be swapped.
    ...(looksSecret(id) ? secretForms(id) : []),
  ];
}

function maskAll(values: readonly string[], log: Log): void {
  for (const value of values) log.mask(value);
}

function lines(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line !== '');
}
