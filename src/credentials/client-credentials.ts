import { configError } from '../util/errors.ts';
import { isMaskable } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import type { Grant } from './credential.ts';
import { secretShape } from './secret-shape.ts';

const tooSimple = 'is shorter than 4 characters or a common word';
const twoInputs = `Set 'client-id' and 'client-secret' instead of 'basic-auth'. This action encodes them.`;
const plusFix = `${twoInputs} ZITADEL decodes the + in 'basic-auth' to a space.`;

/**
 * RFC 6749 §4.4 with HTTP Basic (§2.3.1): both halves are form-urlencoded before base64, since ZITADEL decodes them.
 * @param clientId the service account's login name
 */
export function clientSecret(clientId: string, secret: string): Grant {
  if (!isMaskable(secret)) {
    const message = `The input 'client-secret' ${/[\r\n]/.test(secret) ? 'contains a line break' : tooSimple}.`;
    const fix = secretShape(secret, clientId).fix ?? `Store the client secret alone, as ZITADEL showed it.`;
    throw configError('invalid-client-secret', message, fix);
  }
  return grant(clientId, secret, encodeBasic(clientId, secret));
}

/**
 * Decodes the base64 text that follows `Basic `, without the line break that `echo` adds before `base64`.
 * @returns the base64 text and its halves, which are empty without a colon
 */
export function decodeBasic(given: string): { readonly value: string; readonly id: string; readonly secret: string } {
  const decoded = Buffer.from(given, 'base64').toString();
  const text = decoded.replace(/(?<![\r\n])[\r\n]+$/, '');
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  return { value: text === decoded ? given : Buffer.from(text).toString('base64'), id, secret };
}

/** The base64 text of a Basic header for a client ID and a secret. */
export function encodeBasic(clientId: string, secret: string): string {
  return Buffer.from(`${formUrlEncode(clientId)}:${formUrlEncode(secret)}`).toString('base64');
}

/** The same credential as ZITADEL's guides show it; it is sent unchanged. */
export function basicAuth(value: string): Grant {
  const { id, secret } = decodeBasic(value);
  const findings: Readonly<Record<string, boolean>> = {
    // For a wrong length or alphabet, ZITADEL returns only that no client was given.
    'is not base64': !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
    // No input that is not a secret may be longer.
    'does not decode to a login name, a colon and a secret': id === '' || id.length > 200 || secret === '',
    'contains a % that ZITADEL cannot decode': /%(?![0-9A-Fa-f]{2})/.test(`${id}:${secret}`),
    'decodes to a text with a line break inside': /[\r\n]/.test(id + secret),
    [`contains a secret that ${tooSimple}`]: !isMaskable(secret),
  };
  const finding = Object.keys(findings).find((name) => findings[name]);
  if (finding !== undefined) throw configError('invalid-basic-auth', `The input 'basic-auth' ${finding}.`, twoInputs);
  const found = grant(formUrlDecode(id), formUrlDecode(secret), value);
  return secret.includes('+') ? { ...found, shape: () => ({ fix: plusFix }) } : found;
}

function grant(clientId: string, secret: string, value: string): Grant {
  return {
    label: `client secret of ${quote(clientId)}`,
    type: 'client_credentials',
    clientId,
    shape: () => secretShape(secret, clientId),
    parameters: () => ({
      form: { grant_type: 'client_credentials' },
      headers: { authorization: `Basic ${value}` },
      secrets: [],
    }),
  };
}

/**
 * The forms in which a secret is sent, and those in which a server or a proxy may write it into a text. None for a secret
 * that must not be masked.
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

/** RFC 6749 §2.3.1, Appendix B: a client ID or secret as `application/x-www-form-urlencoded`. */
export function formUrlEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** The inverse, as ZITADEL decodes each half. */
export function formUrlDecode(text: string): string {
  return new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('') ?? '';
}
