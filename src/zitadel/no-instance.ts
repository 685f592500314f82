import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types.ts';
import { isInternal } from '../util/hosts.ts';
import { passHost } from './issuer.ts';

/** The hosts in ZITADEL's own words: the one that it saw, without port, and its ExternalDomain. */
interface Hosts {
  /** The one that was called, by `domain`. */
  readonly called: string;
  readonly seen: string;
  readonly wanted: string;
  /** Seen in a header that only a proxy sends, and that no other header outvotes. */
  readonly isPublic: boolean;
}

/** Two host names and the words around them fit. */
const longest = 2000;

/** @returns undefined for other words, and for what can be no host */
function hostsIn({ message = '' }: ErrorBody, { issuer, log }: Session): Hosts | undefined {
  const [, host, publicHost, wanted] =
    /&\{(\S*) (\S*) \w*\} \(ExternalDomain is (\S*?)\)/.exec(log.clean(message.slice(0, longest))) ?? [];
  const called = new URL(issuer).hostname;
  if (host === undefined || publicHost === undefined || wanted === undefined) return undefined;
  const isPublic = publicHost !== '' && withoutPort(publicHost) !== called;
  const seen = withoutPort(isPublic ? publicHost : host);
  return [seen, wanted].every((name) => /^[\w.:[\]-]{1,253}$/.test(name))
    ? { called, seen, wanted, isPublic }
    : undefined;
}

/** What the 404 of a server that knows no such instance means. Both hosts are whole, however long the server's words are. */
export function noInstanceMeaning(session: Session, error: ErrorBody): string {
  const hosts = hostsIn(error, session);
  if (hosts === undefined) return `The server is a ZITADEL, but none of its instances has this host name.`;
  const { called, seen, wanted } = hosts;
  return seen === called
    ? `The server is a ZITADEL, but none of its instances has the host name ${called}. Its ExternalDomain is "${wanted}".`
    : `The server is a ZITADEL, but it saw the host name "${seen}" instead of ${called}: a proxy in front of it changed the Host header or added X-Forwarded-Host or X-Zitadel-Public-Host. Its ExternalDomain is "${wanted}".`;
}

export function noInstanceFix(session: Session, error: ErrorBody): string {
  const { issuer, origin } = session;
  const hosts = hostsIn(error, session);
  const isDirect = issuer === origin;
  const endpoint = isDirect && isInternal(origin) ? ` and 'endpoint' to ${origin}` : '';
  if (hosts === undefined && endpoint !== '') {
    return `Set 'domain' to the instance's public name (its ExternalDomain${withScheme})${endpoint}.`;
  }
  // On a server of many instances the ExternalDomain is only the end of their names.
  const isOther = hosts !== undefined && !`.${hosts.called}`.endsWith(`.${hosts.wanted}`);
  const domain = hosts === undefined ? '' : domainOf(hosts.wanted, issuer);
  if (hosts !== undefined && hosts.seen !== hosts.called) {
    const pass = isDirect ? passHost : 'pass X-Zitadel-Instance-Host unchanged';
    const ways =
      isDirect && !hosts.isPublic
        ? `, or set 'endpoint' to ${origin}${isOther ? ` and 'domain' to ${domain}` : ''}`
        : '';
    return `Configure the proxy in front of the instance to ${pass} and to remove X-Forwarded-Host and X-Zitadel-Public-Host${ways}.`;
  }
  if (isOther) return `If "${hosts.wanted}" is your instance, set 'domain' to ${domain}${endpoint}.`;
  return isDirect
    ? `Check 'domain' for a misspelling: it has to be the instance's own host name, as in the address of its console.`
    : `Check that 'domain' (${issuer}) is the instance's public name; 'endpoint' alone says where it is reached.`;
}

const withScheme = `, with scheme and port where they are not https and 443`;

/** The value of `domain` for another host name; a public name behind an internal one has a scheme and port of its own. */
function domainOf(name: string, issuer: string): string {
  if (isInternal(issuer) && !isInternal(`https://${name}`)) return `${name} (${withScheme.slice(2)})`;
  const { protocol, port } = new URL(issuer);
  const end = port === '' ? '' : `:${port}`;
  return protocol === 'https:' ? name + end : `${protocol}//${name}${end}`;
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}
