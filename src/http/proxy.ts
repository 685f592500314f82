import { checkBypass } from '@actions/http-client/lib/proxy';
import type { Log } from '../types.ts';
import { configError } from '../util/errors.ts';
import { quote } from '../util/text.ts';

/**
 * Prepares the environment's proxy for http-client, which reads it by itself: masks its password, and completes an
 * address without a scheme, which http-client would ignore.
 * @param origin what is called: its scheme chooses between `https_proxy` and `http_proxy`
 * @returns the proxy's origin, for messages; undefined when the way is direct
 * @throws ActionError `config` for a proxy that http-client would misunderstand
 */
export function prepareProxy(origin: string, env: NodeJS.ProcessEnv, log: Log): string | undefined {
  const target = new URL(origin);
  const lower = `${target.protocol.slice(0, -1)}_proxy`;
  const name = [lower, lower.toUpperCase()].find((variable) => env[variable]);
  if (name === undefined) return undefined;
  const given = env[name] ?? '';
  // http-client goes around a proxy whose password it cannot decode: a % that starts no escape stands for itself.
  const address = (hasScheme(given) ? given : `http://${given}`).replace(/%(?![0-9a-f]{2})/gi, '%25');
  for (const secret of secretsOf(address)) log.mask(secret);
  if (checkBypass(target)) return undefined;
  const url = URL.parse(address);
  if (url === null || url.hostname === '' || url.pathname.length > 1 || /[?#]/.test(address)) {
    throw configError(
      'proxy-address',
      `The environment variable ${name} is not a proxy address, which has a host and a port, and no path, query or fragment.`,
      `Set it to http://host:port or http://user:password@host:port. ${percentEncode}`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw configError(
      'proxy-address',
      `The environment variable ${name} names a proxy of the kind ${url.protocol.slice(0, -1)}; only http and https proxies work.`,
      `Set it to http://host:port of an HTTP proxy, or add the instance's host to no_proxy.`,
    );
  }
  if (decode(url.username + url.password) === undefined) {
    throw configError(
      'proxy-address',
      `The user name or the password in the environment variable ${name} cannot be decoded.`,
      percentEncode,
    );
  }
  env[name] = address;
  return url.origin;
}

/** What http-client does not understand in no_proxy, as a sentence for a failure at the proxy; empty when there is none. */
export function noProxyHint(env: NodeJS.ProcessEnv): string {
  const entries = (env['no_proxy'] || env['NO_PROXY'] || '').split(',').map((entry) => entry.trim());
  const ignored = entries.find((entry) => /[\s;"']|:\/\/|\/\d+$|\*./.test(entry));
  return ignored === undefined
    ? ''
    : ` ${quote(ignored)} in no_proxy is ignored: only host names, addresses and domains, separated by commas, are understood (id.example.com,.example.com).`;
}

const percentEncode = `Percent-encode special characters in the user name and the password as UTF-8: # as %23, / as %2F, ? as %3F, @ as %40, % as %25.`;

/** A password may contain what should have been percent-encoded; a user name alone may be a token. */
function secretsOf(address: string): string[] {
  const [, user = '', password = ''] = /^[^:]+:\/\/([^:]*):?(.*)@/s.exec(address) ?? [];
  const secret = password || (user.length < 8 ? '' : user);
  if (secret === '') return [];
  return [secret, decode(secret) ?? secret, base64(`${decode(user) ?? user}:${decode(password) ?? password}`)];
}

function hasScheme(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** @returns undefined for escapes that are not UTF-8 */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
