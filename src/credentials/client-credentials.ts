import { configError, type ActionError } from '../util/errors.ts';
import { isMaskable } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import type { Grant } from './credential.ts';
import { wrappingFix } from './wrapped-secret.ts';

/**
 * RFC 6749 §4.4 with HTTP Basic (§2.3.1): both halves are form-urlencoded before base64, since ZITADEL decodes them.
 * @param clientId the service account's login name
 */
export function clientSecret(clientId: string, secret: string): Grant {
  if (/[\r\n]/.test(secret)) {
    throw configError(
      'invalid-client-secret',
      `The input 'client-secret' contains a line break, so it is more than a secret.`,
      wrappingFix(secret) ?? `Store the secret alone, on one line, as a GitHub secret.`,
    );
  }
  if (!isMaskable(secret)) {
    throw configError(
      'invalid-client-secret',
      `The input 'client-secret' is no client secret: it is shorter than 4 characters, or a common word.`,
      `Give the secret that ZITADEL showed when it was generated (64 letters and digits by default), from a GitHub secret.`,
    );
  }
  return { ...basic(clientId, encodeBasic(clientId, secret)), hint: wrappingFix(secret) };
}

/** The base64 text of a Basic header as it was given, and the halves in it. */
export interface BasicValue {
  readonly value: string;
  /** Absent when there is no colon. */
  readonly halves?: { readonly id: string; readonly secret: string } | undefined;
}

/** Decodes the base64 text that follows `Basic `. Without the line break that `echo` adds to what `base64` encodes. */
export function decodeBasic(given: string): BasicValue {
  const decoded = Buffer.from(given, 'base64').toString();
  const text = decoded.replace(/[\r\n]+$/, '');
  const value = text === decoded ? given : Buffer.from(text).toString('base64');
  const colon = text.indexOf(':');
  return colon < 0 ? { value } : { value, halves: { id: text.slice(0, colon), secret: text.slice(colon + 1) } };
}

/** The base64 text of a Basic header for a client ID and a secret. */
export function encodeBasic(clientId: string, secret: string): string {
  return Buffer.from(`${formUrlEncode(clientId)}:${formUrlEncode(secret)}`).toString('base64');
}

/** The same credential as ZITADEL's guides show it; it is sent as it is. */
export function basicAuth({ value, halves }: BasicValue): Grant {
  const twoInputs = `Give the two halves in 'client-id' and 'client-secret' instead: they are encoded for you.`;
  const invalid = (message: string): ActionError => configError('invalid-basic-auth', message, twoInputs);
  // ZITADEL decodes strictly: with a wrong length or alphabet it says only that no client was given.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
    throw invalid(`The input 'basic-auth' is not base64.`);
  }
  if (halves === undefined || halves.id === '' || halves.id.length > longestLoginName || halves.secret === '') {
    throw invalid(`The input 'basic-auth' does not decode to a login name, a colon and a secret.`);
  }
  if (/%(?![0-9A-Fa-f]{2})/.test(`${halves.id}:${halves.secret}`)) {
    throw invalid(`The input 'basic-auth' holds a % that ZITADEL cannot decode.`);
  }
  if (/[\r\n]/.test(halves.id + halves.secret)) {
    throw invalid(`The input 'basic-auth' decodes to a text with a line break inside.`);
  }
  if (!isMaskable(halves.secret)) {
    throw invalid(`The secret in 'basic-auth' is shorter than 4 characters, or a common word.`);
  }
  const plus = `The secret in 'basic-auth' holds a +, which ZITADEL decodes to a space. ${twoInputs}`;
  const hint = wrappingFix(formUrlDecode(halves.secret)) ?? (halves.secret.includes('+') ? plus : undefined);
  return { ...basic(formUrlDecode(halves.id), value), hint };
}

function basic(clientId: string, value: string): Grant {
  return {
    label: `client secret of ${quote(clientId)}`,
    type: 'client_credentials',
    clientId,
    parameters: () => ({
      form: { grant_type: 'client_credentials' },
      headers: { authorization: `Basic ${value}` },
      secrets: [],
    }),
  };
}

/** As of any input that is no secret: a longer one is something else. */
const longestLoginName = 200;

/**
 * The forms of a secret: those in which it is sent, and those in which a server, or what stands in front of it, may
 * write it into a text. Nothing for a secret that may not be masked.
 */
export function secretForms(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).filter(isMaskable);
  if (lines.length === 0) return [];
  const bytes = Buffer.from(secret);
  return [
    ...lines,
    formUrlEncode(secret),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}

/** RFC 6749 §2.3.1, Appendix B: a client id or secret as `application/x-www-form-urlencoded`. */
export function formUrlEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** The inverse: what ZITADEL makes of such a half. */
export function formUrlDecode(text: string): string {
  return new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('') ?? '';
}
