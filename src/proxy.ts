import { checkBypass } from '@actions/http-client/lib/proxy';
import type { Log } from './deps.ts';
import { configError } from './errors.ts';

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
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const url = URL.parse(address);
  if (url !== null) {
    for (const password of [url.password, decode(url.password)]) log.mask(password);
    if (url.password !== '')
      log.mask(Buffer.from(`${decode(url.username)}:${decode(url.password)}`).toString('base64'));
  }
  if (checkBypass(target)) return undefined;
  if (url === null || url.hostname === '') {
    throw configError(
      `The environment variable ${name} is no proxy address.`,
      `Set it to http://host:port, or add the instance's host to no_proxy.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw configError(
      `The environment variable ${name} names a proxy of the kind ${url.protocol.slice(0, -1)}; only http and https proxies work.`,
      `Set it to http://host:port of an HTTP proxy, or add the instance's host to no_proxy.`,
    );
  }
  env[name] = address;
  return url.origin;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
