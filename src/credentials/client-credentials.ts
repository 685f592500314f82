import { configError } from '../util/errors.ts';
import { formUrlDecode, formUrlEncode, isMaskable } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import type { Grant } from './credential.ts';

/**
 * RFC 6749 §4.4 with HTTP Basic (§2.3.1): both halves are form-urlencoded before base64, since ZITADEL decodes them.
 * @param clientId the service account's login name
 */
export function clientSecret(clientId: string, secret: string): Grant {
  if (/[\r\n]/.test(secret)) {
    throw configError(
      `The input 'client-secret' holds a line break: it is more than a secret.`,
      `Give the secret alone, on one line, from a GitHub secret.`,
    );
  }
  if (!isMaskable(secret)) {
    throw configError(
      `The input 'client-secret' is no client secret: it is shorter than 4 characters, or a common word.`,
      `Give the secret that ZITADEL showed when it was generated (64 letters and digits by default), from a GitHub secret.`,
    );
  }
  return basic(clientId, encodeBasic(clientId, secret));
}

/**
 * The same credential as ZITADEL's guides show it.
 * @param value the base64 text that follows `Basic `; it is sent as it is
 */
export function basicAuth(value: string): Grant {
  const { clientId, hint } = decodeBasic(value);
  return { ...basic(clientId, value), hint };
}

/** The base64 text of a Basic header for a client id and a secret. */
export function encodeBasic(clientId: string, secret: string): string {
  return Buffer.from(`${formUrlEncode(clientId)}:${formUrlEncode(secret)}`).toString('base64');
}

/** The halves of the base64 text of a Basic header as it was given: every form of the secret in it is to be masked. */
export function splitBasic(value: string): { readonly id: string; readonly secret: string } | undefined {
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function basic(clientId: string, value: string): Grant {
  return {
    label: `client secret of ${quote(clientId)}`,
    type: 'client_credentials',
    clientId,
    fill: () => ({ form: { grant_type: 'client_credentials' }, headers: { authorization: `Basic ${value}` } }),
  };
}

/** As of any input that is no secret: a longer one is something else. */
const longestLoginName = 200;

function decodeBasic(value: string): { clientId: string; hint: string | undefined } {
  const twoInputs = `Give the two halves in 'client-id' and 'client-secret' instead: they are encoded for you.`;
  // ZITADEL decodes strictly: with a wrong length or alphabet it says only that no client was given.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
    throw configError(`The input 'basic-auth' is not base64.`, twoInputs);
  }
  const halves = splitBasic(value);
  if (halves === undefined || halves.id === '' || halves.id.length > longestLoginName || halves.secret === '') {
    throw configError(`The input 'basic-auth' does not decode to a login name, a colon and a secret.`, twoInputs);
  }
  if (/%(?![0-9A-Fa-f]{2})/.test(`${halves.id}:${halves.secret}`)) {
    throw configError(`The input 'basic-auth' holds a % that ZITADEL cannot decode.`, twoInputs);
  }
  if (!isMaskable(halves.secret)) {
    throw configError(`The secret in 'basic-auth' is shorter than 4 characters, or a common word.`, twoInputs);
  }
  const clientId = formUrlDecode(halves.id);
  const hint = `The secret in 'basic-auth' holds a +, which ZITADEL decodes to a space. ${twoInputs}`;
  return { clientId, hint: halves.secret.includes('+') ? hint : undefined };
}
