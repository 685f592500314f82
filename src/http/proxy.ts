import { checkBypass } from '@actions/http-client/lib/proxy';
import type { Log } from '../types/log.ts';
import type { Deps } from '../types/step.ts';
import type { ProxyAddress } from '../types/transport.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { isLoopback } from '../util/hosts.ts';
import { quote } from '../util/text.ts';

/**
 * Prepares the proxy of the environment for http-client, which reads the environment itself: masks the password, and adds
 * the scheme to an address without one, which http-client would ignore.
 * @param origin the origin to call; its scheme selects `https_proxy` or `http_proxy`
 * @returns undefined without a proxy
 * @throws ActionError `config` for an address that http-client would read differently
 */
export function prepareProxy(origin: string, env: NodeJS.ProcessEnv, log: Log): ProxyAddress | undefined {
  const target = new URL(origin);
  const name = findVariable(target.protocol.slice(0, -1), env);
  return name === undefined ? undefined : readProxy(name, target, { env, log });
}

function readProxy(name: string, target: URL, { env, log }: Pick<Deps, 'env' | 'log'>): ProxyAddress | undefined {
  const given = env[name] ?? '';
  // http-client does not use a proxy whose password it cannot decode. A % that does not start an escape stands for itself.
  const address = (/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`).replace(
    /%(?![0-9a-f]{2})/gi,
    '%25',
  );
  for (const secret of secretsOf(address)) log.mask(secret);
  if (checkBypass(target)) return undefined;
  const url = URL.parse(address);
  const invalid = (fault: string, fix: string): ActionError =>
    configError('proxy-address', `The environment variable ${name} ${fault}.`, fix);
  // A word such as none, or a variable that no shell has replaced.
  const isWord = /^[^.:@/]*$/.test(given) || !/^(\[[\da-f:.]+\]|[\w.-]+)$/.test(url?.hostname ?? '');
  const isReadable = url !== null && decode(url.username + url.password) !== undefined;
  if (!isReadable || isWord || url.pathname.length > 1 || /[?#]/.test(address)) {
    throw invalid(
      `is not a proxy address, contains a path, query or fragment, or is not percent-encoded as UTF-8`,
      `Set ${name} to http://host:port or http://user:password@host:port, or remove it to use no proxy. Percent-encode special characters in the user name and the password as UTF-8: # as %23, / as %2F, ? as %3F, @ as %40, % as %25.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(
      `names a proxy of type ${url.protocol.slice(0, -1)}, but only http and https proxies are supported`,
      `Set ${name} to http://host:port of an HTTP proxy, or add the instance's host to no_proxy.`,
    );
  }
  env[name] = address;
  return { origin: url.origin, variable: name };
}

/** @param scheme `https`, `http`, or `all` as other tools know it */
function findVariable(scheme: string, env: NodeJS.ProcessEnv): string | undefined {
  return [`${scheme}_proxy`, `${scheme}_proxy`.toUpperCase()].find((name) => env[name]);
}

/** Names a variable of a proxy that is not used for an instance, in a sentence for a fix; empty if there is none. */
export function unusedProxyHint(origin: string, env: NodeJS.ProcessEnv): string {
  const { hostname, protocol } = new URL(origin);
  if (isLoopback(hostname)) return '';
  const scheme = protocol.slice(0, -1);
  const bypassed = findVariable(scheme, env);
  if (bypassed !== undefined) return ` The proxy of ${bypassed} is not used, because no_proxy contains this host.`;
  const other = findVariable(scheme === 'https' ? 'http' : 'https', env) ?? findVariable('all', env);
  return other === undefined
    ? ''
    : ` ${other} is not used for ${scheme}. If the runner needs this proxy, set ${scheme}_proxy to the same address.`;
}

export const orBypass = `, or add the instance's host to no_proxy.`;

/** The fix for a proxy that does not respond. */
export const checkProxy = `Check the address in https_proxy (or http_proxy)${orBypass}`;

/** Names an entry of no_proxy that http-client ignores, in a sentence for a fix; empty if there is none. */
export function noProxyHint(env: NodeJS.ProcessEnv): string {
  const entries = (env['no_proxy'] || env['NO_PROXY'] || '').split(',').map((entry) => entry.trim());
  const ignored = entries.find((entry) => /[\s;"'|<]|:\/\/|\/\d+$|.\*|\*./.test(entry));
  return ignored === undefined
    ? ''
    : ` ${quote(ignored)} in no_proxy is ignored. Only host names, IP addresses and domains work, separated by commas (id.example.com,.example.com).`;
}

/** A password may contain characters that should be percent-encoded. A user name without a password may be a token. */
function secretsOf(address: string): string[] {
  const [, user = '', password = ''] = /^[^:]+:\/\/([^:]*):?(.*)@/s.exec(address) ?? [];
  const secret = password || (user.length < 8 ? '' : user);
  if (secret === '') return [];
  const [decodedUser, decodedPassword] = [user, password].map((half) => decode(half) ?? half);
  return [secret, decode(secret) ?? secret, Buffer.from(`${decodedUser}:${decodedPassword}`).toString('base64')];
}

/** @returns undefined for escapes that are not UTF-8 */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
