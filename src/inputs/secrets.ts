import { readBasic } from './credential.ts';
import type { Log } from '../types.ts';
import { encodeBasic, splitBasic } from '../credentials/client-credentials.ts';
import { looksSecret, type Inputs } from './inputs.ts';
import { parseObject } from '../util/json.ts';
import { unwrap } from '../credentials/keys/unwrap.ts';
import { base64Pieces, formUrlDecode, secretForms } from '../util/secrets.ts';
import { headerLines } from './connection.ts';

/** Masks every secret input in every form in which it is sent, or in which a server could echo it. Prints nothing else. */
export function maskSecrets(inputs: Inputs, log: Log): void {
  const secret = inputs.text('client-secret');
  if (secret !== '') maskAll(log, [...secretForms(secret), encodeBasic(inputs.text('client-id'), secret)]);
  const basic = readBasic(inputs);
  if (basic !== '') {
    const { id = '', secret: raw = '' } = splitBasic(basic) ?? {};
    maskAll(log, [
      basic,
      ...secretForms(raw),
      ...secretForms(formUrlDecode(raw)),
      ...base64Pieces(inputs.text('basic-auth')),
      // The two halves may have changed places.
      ...(looksSecret(id) ? secretForms(id) : []),
    ]);
  }
  for (const name of ['service-account-key', 'private-key'].filter(inputs.isGiven))
    maskKeyDocument(inputs.text(name), log);
  for (const name of ['assertion', 'personal-access-token']) {
    // Without a "Bearer" that was copied along.
    const words = inputs.text(name).split(/\s+/);
    maskAll(log, [...lines(inputs.text(name)), ...words.filter((word) => word.length >= 8)]);
  }
  maskAssertion(inputs.text('assertion'), log);
  // A key that was pasted here by mistake.
  if (inputs.text('headers').includes('-----BEGIN ')) maskAll(log, base64Pieces(inputs.text('headers')));
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

/** Masks an assertion, and its signature alone: a server may echo either. Header and claims are ids, and no secret. */
export function maskAssertion(assertion: string, log: Log): void {
  maskAll(log, [assertion, assertion.split('.')[2] ?? '']);
}

function maskAll(log: Log, values: readonly string[]): void {
  for (const value of values) log.mask(value);
}

function lines(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line !== '');
}
