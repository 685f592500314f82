import type { Topic } from '../util/errors.ts';

/** `never`, or the limits within which another attempt is made. */
export type Retry = 'never' | { readonly attempts?: number; readonly withinMs?: number };

export const clientCertificate = {
  topic: 'client-certificate',
  what: 'requires a client certificate (mutual TLS), which this action does not support',
  fix: `Configure the server not to require a client certificate, or set 'endpoint' to an address that requires none.`,
} as const;

/** What serves only HTTP/2. */
export const http1Only = 'does not accept HTTP/1.1, the protocol of this action';

/** What an error of a connection or of TLS means, by its code (Node) or its reason (OpenSSL). */
interface Fault {
  readonly reason: RegExp;
  readonly topic: Topic;
  /** With HOST (and port), NAME (of the host), PROTOCOL (TLS or HTTP) and ONLY (the kind of the addresses) filled in. */
  readonly what: string;
  readonly fix: string;
  /** Without it, no other attempt is made. With it, the fault is one before a connection exists. */
  readonly retry?: Retry;
}

/** No trusted authority signed the certificate. */
export const unknownAuthority: Fault = {
  reason: /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_(UNTRUSTED|SIGNATURE_FAILURE)|INVALID_CA/,
  topic: 'certificate',
  what: 'the certificate of NAME is signed by an authority that this runner does not know',
  fix: `Set 'ca-certificate' to the root certificate of that authority. If the server does not send its intermediate certificate, fix the server, or add that one, too.`,
};

/** An address to which there is no route. The error of another address of the name is more precise. */
export const noRoute = /^E((NET|HOST)UNREACH|ADDRNOTAVAIL)$/;

export const dnsFix = `Check the DNS server and the network of this runner. If DNS is not ready in a new container, add a step with "sleep 10" before this one.`;

/** The fix for a server that does not respond. */
export const checkReach = `Check that the runner may reach HOST (firewall, allow list, VPN), and that the instance is up.`;

/** Made when it is needed, because a success needs none. */
export const faults = (): readonly Fault[] => [
  {
    reason: /^ENOTFOUND$/,
    topic: 'name-does-not-resolve',
    what: 'the name NAME does not resolve',
    fix: `Correct 'domain' (or 'endpoint'). If the name is known only inside a cluster or a private network, use a runner in that network.`,
    retry: { attempts: 3 },
  },
  {
    reason: /^EAI_/,
    topic: 'dns',
    what: `the runner's DNS server did not respond for the name NAME`,
    fix: dnsFix,
    retry: { withinMs: 15_000 },
  },
  {
    reason: /^ECONNREFUSED$/,
    topic: 'connection-refused',
    what: 'no server listens on HOST',
    fix: `Check host and port in 'domain' (or 'endpoint'), and that the instance runs.`,
    retry: { withinMs: 15_000 },
  },
  {
    reason: noRoute,
    topic: 'no-route',
    what: 'this runner has no route to NAMEONLY',
    fix: `Use a runner whose network has a route to the instance (GitHub's runners have no IPv6), or set 'endpoint' to an address that this runner reaches.`,
    retry: { attempts: 3 },
  },
  {
    reason: /^ETIMEDOUT$/,
    topic: 'timeout',
    what: 'no address of NAME responded in time',
    fix: checkReach,
    retry: {},
  },
  unknownAuthority,
  {
    reason: /CERT_HAS_EXPIRED/,
    topic: 'certificate',
    what: 'the certificate of NAME has expired',
    fix: `Renew the certificate of the server. If the certificate is new, check the clock of this runner.`,
  },
  {
    reason: /CERT_NOT_YET_VALID/,
    topic: 'certificate',
    what: 'the certificate of NAME is not valid yet',
    fix: `Check the clock of this runner and the first day of the certificate.`,
  },
  {
    reason: /ERR_TLS_CERT_ALTNAME_INVALID/,
    topic: 'certificate',
    what: 'the certificate of NAME is for other host names',
    fix: `Correct 'domain' (or 'endpoint'), or install a certificate for this host name on the server.`,
  },
  {
    reason: /CERT_CHAIN_TOO_LONG|CERT_RE(JECTED|VOKED)|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNSPECIFIED/,
    topic: 'certificate',
    what: 'the certificate of NAME is invalid for a server',
    fix: `Install a certificate for servers, with a strong key, on the server.`,
  },
  {
    reason: /wrong version number|packet length too long|http request/,
    topic: 'no-tls',
    what: 'HOST does not use TLS on this port, but probably plain http',
    fix: `For plain http, set 'domain' (or 'endpoint') to http://HOST, with 'allow-http: true' unless it is this machine. Otherwise correct the port.`,
  },
  {
    // Servers written in Go report an internal error if they have no certificate for a name.
    reason: /unrecognized name|internal error/,
    topic: 'unknown-server-name',
    what: 'HOST has no certificate for this name',
    fix: `Correct 'domain' (or 'endpoint'), or configure the server or ingress for this host name.`,
  },
  {
    reason: /protocol version|unsupported protocol/,
    topic: 'old-tls',
    what: 'HOST supports only TLS 1.1 or older',
    fix: `Enable TLS 1.2 or 1.3 on the server or on the proxy in front of it.`,
  },
  {
    ...clientCertificate,
    reason: /alert .*certificate|access denied/,
    what: `HOST ${clientCertificate.what}`,
  },
  {
    reason: /no application protocol|^HTTP\/2$/,
    topic: 'http-version',
    what: `HOST ${http1Only}`,
    fix: `Configure HOST to accept HTTP/1.1.`,
  },
  {
    reason: /^(EPROTO$|ERR_SSL_|HPE_|ERR_TLS_)/,
    topic: 'no-tls',
    what: 'HOST does not use PROTOCOL as expected',
    fix: `Correct the scheme or the port in 'domain' (or 'endpoint'). If both are right, check that the server supports this host name and TLS 1.2 or 1.3.`,
  },
];
