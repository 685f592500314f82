import { configError } from '../util/errors.ts';
import { isAddress, isLoopback } from '../util/hosts.ts';
import { looksSecret } from '../util/secrets.ts';
import { unicode } from '../util/text.ts';

/** The fix for an address that is not known or cannot be shown. */
export function hostFix(input: string): string {
  return `Set '${input}' to the host name of the instance, such as acme.zitadel.cloud or https://id.example.com:8443.`;
}

/**
 * The origin that an address names.
 * @param input the name of the input, for the message
 * @param text a host, host:port or origin; no scheme means https
 * @returns `scheme://host[:port]`, lower case, without a default port, and in ASCII
 * @throws ActionError `config` for anything that is not an origin
 */
export function parseOrigin(input: string, text: string): string {
  const fix = hostFix(input);
  // Before parsing, because a URL's host is in lower case, in which a mask does not match.
  if (looksSecret(text) || longDotless(text).length > 0)
    throw configError('secret-in-plain-input', `The input '${input}' looks like a secret, not like a host name.`, fix);
  const url = parse(text);
  if (url === undefined) {
    const fault = 'is not a host name, an IP address or an origin with https or http';
    throw configError('invalid-host', `The input '${input}' ${fault}.`, fix);
  }
  const { origin, pathname } = url;
  const isUser = url.username !== '' || url.password !== '';
  // Every later failure would name another cause.
  if (!isUser && pathname !== '/' && !ownPaths.test(pathname)) {
    const message = `The input '${input}' contains a path, and ZITADEL does not support running under a path.`;
    throw configError('prefix-path', message, `Set '${input}' to ${origin}, or give the instance its own host name.`);
  }
  if (isUser || pathname + url.search + url.hash !== '/') {
    throw configError(
      'not-an-origin',
      `The input '${input}' contains more than a host and a port: ${isUser ? 'a user name or password' : 'a path or query'}.`,
      // The text after an @ may be the rest of a secret.
      isUser && !isPublic(url.hostname) ? fix : `Set '${input}' to ${origin}.`,
    );
  }
  return origin;
}

/** Paths of the instance itself, its console and endpoints, which users copy. */
const ownPaths = /^\/(ui|oauth|oidc|\.well-known|debug|v2|management|admin|auth|saml)(\/|$)/;

/**
 * The parts of an address that are too long for a name without dots: secrets in hexadecimal, UUIDs and the like. They are
 * not shown, and a lookup would send them to a name server.
 */
export function longDotless(text: string): string[] {
  const host = hostIn(text);
  return host.startsWith('[') ? [] : host.split(':').filter((part) => part.length >= 20 && !part.includes('.'));
}

/** Only `://` makes a scheme: `localhost:8080` parses as a URL whose scheme is `localhost`. */
function parse(text: string): URL | undefined {
  const url = /\s/.test(text) ? null : URL.parse(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(text) ? text : `https://${text}`);
  const isHost = url !== null && /^https?:$/.test(url.protocol) && canBeHost(hostIn(text), url.hostname);
  return isHost ? url : undefined;
}

/** The host as it was written: a parser rewrites it. A port that cannot be right stays. */
function hostIn(text: string): string {
  const [, host = ''] = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:\/\/)?(?:[^/?#\\]*@)?([^/?#\\]*)/.exec(text) ?? [];
  return host.replace(/:(?!0+$)\d*$/, '');
}

/** Checks the host as written and as parsed: a parser turns `127.1` and `443` into addresses, and keeps quotes. */
function canBeHost(text: string, parsed: string): boolean {
  // A scheme that is written twice or incompletely becomes the host.
  if (/^(https?)?$/.test(parsed)) return false;
  if (isAddress(parsed)) return parsed.startsWith('[') ? text.startsWith('[') : text === parsed;
  return (
    (/^[\w.-]+$/.test(text) || unicode('^[\\p{L}\\p{N}\\p{M}._-]+$').test(text)) &&
    parsed.length <= 253 &&
    parsed.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label))
  );
}

/** Whether a text is certainly a host, and may be shown. */
function isPublic(hostname: string): boolean {
  return hostname === 'localhost' || hostname.startsWith('[') || hostname.includes('.');
}

/**
 * Rejects plain http to a host that is not this machine, unless it is allowed: the credential would be sent unencrypted.
 * @param input the input that named the origin that is called
 */
export function requireSafeTransport(input: string, origin: string, allowHttp: boolean): void {
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'https:' || allowHttp || isLoopback(hostname)) return;
  const message = `The input '${input}' is a plain http address (${origin}): the credential and the token would be sent unencrypted.`;
  throw configError('plain-http', message, `Use https, or set 'allow-http: true' in a network that you trust.`);
}
