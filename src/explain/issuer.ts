import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import { isInternal, isLoopback, withDefaultPort } from '../util/hosts.ts';
import { quote } from '../util/text.ts';

/** With this, an instance gets the name and port that were called; by default, nginx sends another Host. */
export const passHost = `pass the Host header unchanged (nginx: proxy_set_header Host $http_host)`;

/**
 * The inputs or the proxy setting that make the issuer and `domain` the same.
 * @param named the issuer of the instance; printed as it is only if it is a spelling that was made here
 */
export function issuerFix(named: string, { issuer, origin }: Pick<Session, 'issuer' | 'origin'>): string {
  const { protocol, hostname } = new URL(origin);
  const allow = protocol === 'http:' && !isLoopback(hostname) ? ` with 'allow-http: true'` : '';
  const both = `Set 'domain' to ${named} and 'endpoint' to ${origin}${allow}`;
  if (named === withDefaultPort(issuer)) {
    return `Sign the assertion with "aud" set to ${quote(named)}, or configure the proxy to ${passHost}.`;
  }
  if (named === issuer.replace(/:\d+$/, '')) return `${both}, or configure the proxy to ${passHost}.`;
  if (named === issuer.replace('http:', 'https:')) return `${both}.`;
  if (named === issuer.replace('https:', 'http:')) {
    return `Configure the proxy to send X-Forwarded-Proto: https, or set the instance's ExternalSecure to true.`;
  }
  const otherwise =
    issuer === origin ? '' : ` Otherwise check that 'endpoint' (${origin}) leads to the right instance.`;
  return `If ${quote(named)} is your instance, set 'domain' to it.${otherwise}`;
}

/** For a `domain` that is not an instance. */
export function correctDomain(issuer: string): string {
  return `Correct 'domain' (${issuer}): it must be the host name in the address of the instance's console.`;
}

/**
 * Warns if the token was issued for the issuer with its port, which other tools may not accept.
 * @param audience what the assertion was signed for: one value or several
 */
export function warnOfPort(audience: unknown, { issuer, log }: Session): void {
  if ([audience].flat().includes(issuer)) return;
  log.warning(
    'issuer-with-port',
    `The issuer of the instance is ${withDefaultPort(issuer)} instead of ${issuer}, because a proxy adds the port to the Host header (nginx: $host:$server_port). ` +
      `Configure the proxy to ${passHost}.`,
  );
}

interface Words {
  readonly meaning: string;
  readonly fix: string;
}

/** Enough for two host names and the words around them. */
const longest = 2000;

/** For an unknown host name: what it means, with both host names in full, however long the message is; and the fix. */
export function noInstance({ issuer, origin, log }: Session, { message = '' }: ErrorBody): Words {
  const host = String.raw`([\w.:[\]-]{1,259})`;
  const hosts = new RegExp(String.raw`&\{${host} ${host}? \w*\} \(ExternalDomain is ${host}\)`);
  const [, sent = '', publicHost = '', wanted = ''] = hosts.exec(log.clean(message.slice(0, longest))) ?? [];
  const called = new URL(issuer).hostname;
  // This header comes only from a proxy, and has precedence over all others.
  const isPublic = publicHost !== '' && withoutPort(publicHost) !== called;
  const seen = withoutPort(isPublic ? publicHost : sent);
  const isDirect = issuer === origin;
  const endpoint = isDirect && isInternal(origin) ? ` and 'endpoint' to ${origin}` : '';
  if (![seen, wanted].every((name) => name.length <= 253 && URL.canParse(`https://${name}`))) {
    return {
      meaning: `The ZITADEL server has no instance with this host name.`,
      fix:
        endpoint === ''
          ? correctDomain(issuer)
          : `Set 'domain' to the instance's public name (its ExternalDomain)${endpoint}.`,
    };
  }
  const external = `The ExternalDomain of the server is "${wanted}".`;
  // On a server with many instances, the ExternalDomain is only the last part of their names.
  const isOther = !`.${called}`.endsWith(`.${withoutPort(wanted)}`);
  const domain =
    isInternal(issuer) && !isInternal(`https://${wanted}`)
      ? `${wanted} (with scheme and port, unless they are https and 443)`
      : Object.assign(new URL(issuer), { hostname: wanted }).origin;
  if (seen === called) {
    return {
      meaning: `The ZITADEL server has no instance with the host name ${called}. ${external}`,
      fix: isOther ? `If "${wanted}" is your instance, set 'domain' to ${domain}${endpoint}.` : correctDomain(issuer),
    };
  }
  const pass = isDirect ? passHost : 'pass X-Zitadel-Instance-Host unchanged';
  const both = isOther ? ` and 'domain' to ${domain} (if that is your instance)` : '';
  const around = isDirect && !isPublic ? `, or set 'endpoint' to ${origin}${both}` : '';
  return {
    meaning: `A proxy in front of the ZITADEL server changed the host name ${called} to "${seen}". ${external}`,
    fix: `Configure the proxy to ${pass} and to remove X-Forwarded-Host and X-Zitadel-Public-Host${around}.`,
  };
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}
