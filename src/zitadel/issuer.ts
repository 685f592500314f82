import type { Session } from '../types.ts';
import { isLoopback, withDefaultPort } from '../util/hosts.ts';
import { quote } from '../util/text.ts';

/** What makes an instance know the name and port that were called; without it nginx sends another Host. */
export const passHost = `pass the Host header unchanged (nginx: proxy_set_header Host $http_host)`;

/**
 * The inputs or the proxy setting that make the issuer and `domain` the same.
 * @param named how the instance calls itself; it is printed as it is only if it is a spelling that was made here
 */
export function issuerFix(named: string, { issuer, origin }: Pick<Session, 'issuer' | 'origin'>): string {
  const { protocol, hostname } = new URL(origin);
  const allow = protocol === 'http:' && !isLoopback(hostname) ? ` with 'allow-http: true'` : '';
  const both = (domain: string): string => `Set 'domain' to ${domain} and 'endpoint' to ${origin}${allow}`;
  if (named === withDefaultPort(issuer)) {
    return `Sign the assertion with "aud" set to ${quote(named)}, or configure the proxy in front of the instance to ${passHost}.`;
  }
  if (named === issuer.replace(/:\d+$/, '')) {
    return `${both(named)}, or configure the proxy in front of the instance to ${passHost}.`;
  }
  if (named === issuer.replace('http:', 'https:')) return `${both(named)}.`;
  if (named === issuer.replace('https:', 'http:')) {
    return `Configure the proxy in front of the instance to send X-Forwarded-Proto: https, or set the instance's ExternalSecure to true.`;
  }
  const lead = issuer === origin ? '' : ` If it is not, check that 'endpoint' (${origin}) leads to the right instance.`;
  return `If ${quote(named)} is your instance, set 'domain' to it.${lead}`;
}
