import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import { isInternal } from '../util/hosts.ts';
import { correctDomain, passHost } from './issuer.ts';

/** The hosts in the message of the server. */
interface Hosts {
  /** The host in `domain`. */
  readonly called: string;
  readonly seen: string;
  /** ExternalDomain. */
  readonly wanted: string;
  /** Whether `seen` is from a header that only a proxy sends, and that has precedence over all others. */
  readonly isPublic: boolean;
}

/** Enough for two host names and the words around them. */
const longest = 2000;

/** @returns undefined for another message, and for texts that cannot be host names */
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
  return host.replace(/:\d*$/, '').toLowerCase();
}

/** Contains both host names in full, however long the message of the server is. */
export function noInstanceMeaning(session: Session, error: ErrorBody): string {
  const hosts = hostsIn(error, session);
  if (hosts === undefined) return `The ZITADEL server has no instance with this host name.`;
  const { called, seen, wanted } = hosts;
  const cause =
    seen === called
      ? `The ZITADEL server has no instance with the host name ${called}.`
      : `A proxy in front of the ZITADEL server changed the host name ${called} to "${seen}" (Host, X-Forwarded-Host or X-Zitadel-Public-Host).`;
  return `${cause} The ExternalDomain of the server is "${wanted}".`;
}

export function noInstanceFix(session: Session, error: ErrorBody): string {
  const { issuer, origin } = session;
  const isDirect = issuer === origin;
  const internal = isDirect && isInternal(origin) ? ` and 'endpoint' to ${origin}` : '';
  const hosts = hostsIn(error, session);
  if (hosts === undefined) {
    return internal === ''
      ? correctDomain(issuer)
      : `Set 'domain' to the instance's public name (its ExternalDomain)${internal}.`;
  }
  const { called, seen, wanted, isPublic } = hosts;
  // On a server with many instances, the ExternalDomain is only the last part of their names.
  const isOther = !`.${called}`.endsWith(`.${withoutPort(wanted)}`);
  const domain =
    isInternal(issuer) && !isInternal(`https://${wanted}`)
      ? `${wanted} (with scheme and port, unless they are https and 443)`
      : Object.assign(new URL(issuer), { hostname: wanted }).origin;
  if (seen === called) {
    return isOther ? `If "${wanted}" is your instance, set 'domain' to ${domain}${internal}.` : correctDomain(issuer);
  }
  const pass = isDirect ? passHost : 'pass X-Zitadel-Instance-Host unchanged';
  const endpoint = isDirect && !isPublic ? `, or set 'endpoint' to ${origin}` : '';
  const both = endpoint !== '' && isOther ? ` and 'domain' to ${domain} (if that is your instance)` : '';
  return `Configure the proxy to ${pass} and to remove X-Forwarded-Host and X-Zitadel-Public-Host${endpoint}${both}.`;
}
