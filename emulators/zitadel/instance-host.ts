import type { Call } from './call.ts';
import type { Version } from './state.ts';

const REFUSED = 'unable to set instance using origin';
const ADVICE =
  'Message=Instance not found. Make sure you got the domain right. Check out https://zitadel.com/docs/apis/introduction#domains';

/** The issuer under which a call reached the instance, or why there is none. */
export type Reached = { issuer: string } | { message: string; parent: string };

/**
 * Finds the instance by the host that was called.
 * In: the call, and the host names of the instance (any port is good; the comparison knows case).
 * Out: the issuer as seen by the caller, or the two halves of the server's refusal.
 */
export function reachInstance(call: Call, hostNames: string[]): Reached {
  const forwarded = forwardedParameters(call.headers['forwarded']);
  const host =
    call.headers['x-zitadel-instance-host'] ??
    forwarded['host'] ??
    call.headers['x-forwarded-host'] ??
    call.headers['host'] ??
    '';
  const publicHost = call.headers['x-zitadel-public-host'] ?? '';
  const protocol = call.secure ? 'https' : (forwarded['proto'] ?? call.headers['x-forwarded-proto'] ?? 'http');
  const origin = `${REFUSED} &{${host} ${publicHost} ${protocol}} (ExternalDomain is localhost):`;
  if (!hostNames.includes(withoutPort(host))) {
    const name = withoutPort(host);
    return {
      message: `${origin} ID=QUERY-1kIjX ${ADVICE}`,
      parent: `unable to get instance by domain: instanceDomain ${name}, publicHostname ${withoutPort(publicHost) || name}: ID=QUERY-1kIjX Message=Errors.Instance.NotFound`,
    };
  }
  if (publicHost && !hostNames.includes(withoutPort(publicHost))) {
    const untrusted = `public domain "${withoutPort(publicHost)}" not trusted`;
    return { message: `${origin} ID=QUERY-IuGh1 ${ADVICE} Parent=(${untrusted})`, parent: '' };
  }
  return { issuer: `${protocol}://${publicHost || host}` };
}

/** The refusal as the APIs write it: v4.13.1 adds the error underneath. */
export function refusalForApis({ message, parent }: { message: string; parent: string }, version: Version): string {
  return version === 'v4.13.1' && parent ? `${message} Parent=(${parent})` : message;
}

/** A host without its port. */
export function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

// RFC 7239, the first hop only.
function forwardedParameters(header = ''): Record<string, string> {
  const pairs = (header.split(',')[0] ?? '').split(';').map((pair) => pair.trim().split('='));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name.toLowerCase(), value.replaceAll('"', '')]));
}
