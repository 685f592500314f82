import type { Call } from './call.ts';
import type { Version } from './state.ts';

/** How the instance is set up to be seen from outside; the names are those of ZITADEL's configuration. */
export interface External {
  /** ExternalDomain. */
  domain: string;
  /** ExternalSecure: https, whatever a request says. */
  secure: boolean;
  /** All host names of the instance. Any port is good; the comparison is case-sensitive. */
  hostNames: readonly string[];
}

/** Why no instance was found. */
export interface Unreachable {
  message: string;
  /** What the APIs of v4.13.1 add. */
  parent: string;
  /** What every endpoint adds. */
  cause: string;
}

/** The issuer under which a call reached the instance, or why there is none. */
export type Reached = { issuer: string } | Unreachable;

const ADVICE =
  'Message=Instance not found. Make sure you got the domain right. Check out https://zitadel.com/docs/apis/introduction#domains';

/** Finds the instance by the host that was called. The REST gateway in front of the APIs does not pass the scheme on. */
export function reachInstance(call: Call, external: External, { byGateway }: { byGateway: boolean }): Reached {
  const forwarded = forwardedParameters(call.headers['forwarded']);
  const host =
    call.headers['x-zitadel-instance-host'] ??
    forwarded['host'] ??
    call.headers['x-forwarded-host'] ??
    call.headers['host'] ??
    '';
  const publicHost = call.headers['x-zitadel-public-host'] ?? '';
  const named = byGateway ? 'http' : (forwarded['proto'] ?? call.headers['x-forwarded-proto']);
  const protocol = external.secure ? 'https' : (named ?? (call.secure ? 'https' : 'http'));
  const [name, publicName] = [withoutPort(host), withoutPort(publicHost)];
  const isKnown = external.hostNames.includes(name);
  const isTrusted = publicHost === '' || external.hostNames.includes(publicName);
  if (isKnown && isTrusted) return { issuer: `${protocol}://${publicHost || host}` };
  const id = isKnown ? 'QUERY-IuGh1' : 'QUERY-1kIjX';
  const origin = `&{${host} ${publicHost} ${protocol}} (ExternalDomain is ${external.domain})`;
  const hosts = `instanceDomain ${name}, publicHostname ${publicName || name}`;
  return {
    message: `unable to set instance using origin ${origin}: ID=${id} ${ADVICE}`,
    parent: `unable to get instance by domain: ${hosts}: ID=${id} Message=Errors.Instance.NotFound`,
    cause: isKnown ? `public domain "${publicName}" not trusted` : '',
  };
}

/** The refusal as OAuth's endpoints write it. */
export function refusal({ message, cause }: Pick<Unreachable, 'message' | 'cause'>): string {
  return cause === '' ? message : `${message} Parent=(${cause})`;
}

/** The refusal as the APIs write it. */
export function refusalForApis(unreachable: Unreachable, version: Version): string {
  if (version === 'v4.x') return refusal(unreachable);
  return refusal({ ...unreachable, cause: refusal({ ...unreachable, message: unreachable.parent }) });
}

/** A host without its port. */
export function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

// RFC 7239, the first hop only. A value with a colon has to be in quotation marks, or nothing of the header counts.
function forwardedParameters(header = ''): Record<string, string> {
  const pairs = (header.split(',')[0] ?? '')
    .split(';')
    .map((pair) => /^(\w+)=(?:"([^"]*)"|([\w.-]+))$/.exec(pair.trim()));
  if (pairs.includes(null)) return {};
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? pair?.[3] ?? '']));
}
