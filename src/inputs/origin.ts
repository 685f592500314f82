import { configError } from '../util/errors.ts';
import { isLoopback } from '../util/hosts.ts';
import { looksSecret } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import { refusePrefix } from './prefix-path.ts';

/**
 * The origin that an address names.
 * @param input the name of the input, for the message
 * @param text a host, host:port or origin; no scheme means https
 * @returns `scheme://host[:port]`, lower case, without a default port
 * @throws ActionError `config` for anything that is more, or less, than an origin
 */
export function parseOrigin(input: string, text: string): string {
  const fix = `Set '${input}' to the host name of the instance, such as acme.zitadel.cloud or https://id.example.com:8443.`;
  // A URL's host is in lower case, in which no mask would be found.
  if (looksSecret(text))
    throw configError('secret-in-plain-input', `The input '${input}' looks like a secret, not like a host name.`, fix);
  // Only `://` makes a scheme: `localhost:8080` parses as a URL whose scheme is `localhost`.
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  // A scheme that is written twice or half becomes the host.
  if (url === null || /^(https?)?$/.test(url.hostname) || /\s/.test(text))
    throw configError('invalid-host', `The input '${input}' is no host name and no origin.`, fix);
  if (url.username !== '' || url.password !== '') {
    throw configError(
      'not-an-origin',
      `The input '${input}' holds a user name or a password in front of the host.`,
      `Remove it: set '${input}' to ${url.origin}, and give the credential in an input of its own.`,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw configError(
      'invalid-host',
      `The input '${input}' has the scheme ${quote(url.protocol)}; only https and http can be called.`,
      fix,
    );
  }
  refusePrefix(input, url);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    const console = url.pathname.startsWith('/ui/') ? " It is the address of ZITADEL's console." : '';
    throw configError(
      'not-an-origin',
      `The input '${input}' holds more than an origin: a path, a query or a fragment.${console}`,
      `Set '${input}' to ${url.origin}.`,
    );
  }
  return url.origin;
}

/**
 * Refuses plain http to a host that is not this machine, unless it was allowed: the credential would travel readable.
 * @param input the input that named the origin that is called
 */
export function requireSafeTransport(input: string, origin: string, allowHttp: boolean): void {
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'https:' || allowHttp || isLoopback(hostname)) return;
  throw configError(
    'plain-http',
    `The input '${input}' is a plain http address (${origin}): the credential and the token would travel unencrypted.`,
    `Use https, or set 'allow-http: true' if nobody else can listen on the way to this host.`,
  );
}
