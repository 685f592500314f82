import type { Call } from './call.ts';
import type { Version } from './state.ts';

/** How clients reach the instance. `ExternalDomain` and `ExternalSecure` are settings of ZITADEL. */
export interface External {
  /** ExternalDomain. */
  domain: string;
  /** ExternalSecure: whether the issuer is always https, whatever a request contains. */
  secure: boolean;
  /** All host names of the instance. The comparison ignores the port and is case-sensitive. */
  hostNames: readonly string[];
}

/** Why no instance was found. */
interface Unreachable {
  message: string;
  /** The text that only the APIs of v4.13.1 add. */
  parent: string;
  /** The text that every endpoint adds. */
  cause: string;
}

/** The issuer for a call, or the reason why no instance was found. */
export type Reached = { issuer: string } | Unreachable;

const ADVICE =
  'Message=Instance not found. Make sure you got the domain right. Check out https://zitadel.com/docs/apis/introduction#domains';

/** Finds the instance by the called host. The REST gateway in front of the APIs does not forward the scheme. */
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

/** The error text of the OAuth endpoints. */
export function refusal({ message, cause }: Pick<Unreachable, 'message' | 'cause'>): string {
  return cause === '' ? message : `${message} Parent=(${cause})`;
}

/** The error text of the APIs. */
export function refusalForApis(unreachable: Unreachable, version: Version): string {
  if (version === 'v4.x') return refusal(unreachable);
  return refusal({ ...unreachable, cause: refusal({ ...unreachable, message: unreachable.parent }) });
}

/** A host without its port. */
export function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '');
}

// Reads only the first hop (RFC 7239). The server ignores the whole header if a value with a colon is not quoted.
function forwardedParameters(header = ''): Record<string, string> {
  const pairs = (header.split(',')[0] ?? '')
    .split(';')
    .map((pair) => /^(\w+)=(?:"([^"]*)"|([\w.-]+))$/.exec(pair.trim()));
  if (pairs.includes(null)) return {};
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? pair?.[3] ?? '']));
}
