import { readBasic } from './credential.ts';
import type { Log } from './deps.ts';
import { encodeBasic, splitBasic } from './grants/client-credentials.ts';
import type { Inputs } from './inputs.ts';
import { parseObject } from './jwt.ts';
import { unwrap } from './keys/unwrap.ts';
import { base64Pieces, formUrlEncode } from './masks.ts';
import { headerLines } from './network.ts';

/** Masks every secret input in every form in which it is sent, or in which a server could echo it. Prints nothing else. */
export function maskSecrets(inputs: Inputs, log: Log): void {
  const secret = inputs.text('client-secret');
  if (secret !== '') maskAll(log, [secret, formUrlEncode(secret), encodeBasic(inputs.text('client-id'), secret)]);
  const basic = readBasic(inputs);
  if (basic !== '') {
    const raw = splitBasic(basic)?.secret ?? '';
    maskAll(log, [
      basic,
      raw,
      new URLSearchParams(`=${raw.replaceAll('&', '%26')}`).get('') ?? '',
      ...base64Pieces(inputs.text('basic-auth')),
    ]);
  }
  for (const name of ['service-account-key', 'private-key'].filter(inputs.isGiven))
    maskKeyDocument(inputs.text(name), log);
  for (const name of ['assertion', 'personal-access-token']) maskAll(log, lines(inputs.text(name)));
  for (const { value } of headerLines(inputs.text('headers'))) {
    // `Authorization: Bearer …` and its like: what follows the scheme may stand alone elsewhere.
    maskAll(
      log,
      [value, /^[\w-]+\s+(\S+)$/.exec(value)?.[1] ?? ''].filter((text) => text.length >= 8),
    );
  }
}

/**
 * Masks a key as it was given and as it is inside its wrappings: a mask for each piece of the PEM's body, or, of a
 * document that does not parse, for all that looks like base64. The whole only when it is one line.
 */
export function maskKeyDocument(document: string, log: Log): void {
  for (const layer of unwrap(document)) {
    const key = parseObject(layer)?.['key'];
    maskAll(log, base64Pieces(typeof key === 'string' ? key : layer));
    maskAll(log, lines(layer).length === 1 ? [layer] : []);
  }
}

function maskAll(log: Log, values: readonly string[]): void {
  for (const value of values) log.mask(value);
}

function lines(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line !== '');
}
