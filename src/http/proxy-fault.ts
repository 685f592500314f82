import type { ProxyAddress } from '../types/transport.ts';
import { explainFault, type NetworkFault } from './network-error.ts';
import { checkProxy, noProxyHint, orBypass } from './proxy.ts';

/** What the proxy did; the library drops most of it. */
export interface Tunnel {
  readonly status?: number | undefined;
  /** The authentication schemes that the proxy offered with a 407. */
  readonly offers?: string | undefined;
  /** The error of the connection to the proxy. */
  readonly cause?: unknown;
}

/** Names the cause of a tunnel that was not established. */
export function explainProxyFault({ status, offers = '', cause }: Tunnel, { origin }: ProxyAddress): NetworkFault {
  const fault = (what: string, fix: string, retry: NetworkFault['retry'] = 'never'): NetworkFault => ({
    what: `the proxy ${origin} ${what}`,
    fix: fix + noProxyHint(process.env),
    topic: 'proxy',
    retry,
  });
  const unsupported = [...new Set(offers.match(/\b(NTLM|Negotiate|Kerberos|Digest)\b/gi))];
  if (status === 407 && unsupported.length > 0 && !/\bBasic\b/i.test(offers)) {
    return fault(
      `accepts only ${unsupported.join(' or ')} (status 407), which this action does not support`,
      `Run a relay that signs in to the proxy (such as Px or Cntlm) on the runner, and set https_proxy to the relay, for example http://127.0.0.1:3128.`,
    );
  }
  if (status === 407) {
    return fault(
      `requires a user name and a password, or rejected the given ones (status 407)`,
      `Set https_proxy to http://user:password@host:port, with special characters percent-encoded.`,
    );
  }
  if (status !== undefined && status !== 200) {
    return fault(
      `rejected the connection (status ${status})`,
      `Configure the proxy to allow the instance's host and port${orBypass}`,
      status < 500 ? 'never' : {},
    );
  }
  if (cause === undefined) return fault(`could not be reached or closed the connection`, checkProxy, {});
  const { what, topic, retry, isUnknownAuthority = false } = explainFault(cause, 'connecting', { origin });
  const fix = fixes[topic] ?? checkProxy;
  return { ...fault(`could not be reached: ${what}`, fix, retry), isUnknownAuthority };
}

const fixes: Partial<Record<NetworkFault['topic'], string>> = {
  certificate: `Set 'ca-certificate' to the authority of the proxy, and https_proxy to the host name in the proxy's certificate.`,
  'no-tls': `Set https_proxy to http://host:port, or, for the few proxies that are reached by TLS, to https://host:port.`,
};
