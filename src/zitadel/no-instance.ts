import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types.ts';
import { isInternal } from '../util/hosts.ts';
import { passHost } from './issuer.ts';

/** The hosts in ZITADEL's own words. */
interface Hosts {
  /** The one that was called, by `domain`. */
  readonly called: string;
  readonly seen: string;
  /** ExternalDomain. */
  readonly wanted: string;
  /** Seen in a header that only a proxy sends, and that no other header outvotes. */
  readonly isPublic: boolean;
}

/** Two host names and the words around them fit. */
const longest = 2000;

/** @returns undefined for other words, and for what can be no host */
function hostsIn({ message = '' }: ErrorBody, { issuer, log }: Session): Hosts | undefined {
  const host = String.raw`([\w.:[\]-]{1,259})`;
  const origin = new RegExp(String.raw`&\{${host} ${host}? \w*\} \(ExternalDomain is ${host}\)`);
  const [, sent = '', publicHost = '', wanted = ''] = origin.exec(log.clean(message.slice(0, longest))) ?? [];
  const called = new URL(issuer).hostname;
  const isPublic = publicHost !== '' && withoutPort(publicHost) !== called;
  const seen = withoutPort(isPublic ? publicHost : sent);
  const areHosts = [seen, wanted].every((name) => name.length <= 253 && URL.canParse(`https://${name}`));
  return areHosts ? { called, seen, wanted, isPublic } : undefined;
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

/** Both hosts are whole, however long the server's words are. */
export function noInstanceMeaning(session: Session, error: ErrorBody): string {
  const hosts = hostsIn(error, session);
  if (hosts === undefined) return `The server is a ZITADEL, but none of its instances has this host name.`;
  const { called, seen, wanted } = hosts;
  const cause =
    seen === called
      ? `none of its instances has the host name ${called}`
      : `a proxy changed the host name ${called} to "${seen}" (Host, X-Forwarded-Host or X-Zitadel-Public-Host)`;
  return `The server is a ZITADEL, but ${cause}. Its ExternalDomain is "${wanted}".`;
}

export function noInstanceFix(session: Session, error: ErrorBody): string {
  const { issuer, origin } = session;
  const isDirect = issuer === origin;
  const internal = isDirect && isInternal(origin) ? ` and 'endpoint' to ${origin}` : '';
  const hosts = hostsIn(error, session);
  if (hosts === undefined) {
    return internal === ''
      ? misspelled(issuer)
      : `Set 'domain' to the instance's public name (its ExternalDomain)${internal}.`;
  }
  const { called, seen, wanted, isPublic } = hosts;
  // On a server of many instances the ExternalDomain is only the end of their names.
  const isOther = !`.${called}`.endsWith(`.${wanted}`);
  const domain =
    isInternal(issuer) && !isInternal(`https://${wanted}`)
      ? `${wanted} (with scheme and port where they are not https and 443)`
      : Object.assign(new URL(issuer), { hostname: wanted }).origin;
  if (seen === called) {
    return isOther ? `If "${wanted}" is your instance, set 'domain' to ${domain}${internal}.` : misspelled(issuer);
  }
  const pass = isDirect ? passHost : 'pass X-Zitadel-Instance-Host unchanged';
  const endpoint = isDirect && !isPublic ? `, or set 'endpoint' to ${origin}` : '';
  const both = endpoint !== '' && isOther ? ` and 'domain' to ${domain} (if that is your instance)` : '';
  return `Configure the proxy to ${pass} and to remove X-Forwarded-Host and X-Zitadel-Public-Host${endpoint}${both}.`;
}

function misspelled(issuer: string): string {
  return `Check 'domain' (${issuer}) for a misspelling: it has to be the instance's own host name, as in the address of its console.`;
}
