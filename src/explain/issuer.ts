import type { Session } from '../types/step.ts';
import { isLoopback, withDefaultPort } from '../util/hosts.ts';
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
