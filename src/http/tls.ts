import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import type { Log } from '../types/log.ts';
import { configError } from '../util/errors.ts';
import type { Topic } from '../util/topics.ts';

/**
 * Trusts certificates in addition to the default ones, for this process. Called only if the input is set, because it takes
 * tens of milliseconds.
 * @param pem certificates that parse
 * @throws ActionError `config` on a Node before 24.5, which cannot do it
 */
export function trust(pem: string): void {
  if (typeof tls.setDefaultCACertificates !== 'function') {
    throw configError(
      'node-too-old-for-ca',
      `The input 'ca-certificate' needs Node 24.5 or later, but this runner has ${process.version}.`,
      `Update the runner to 2.328.0 or later, or set NODE_EXTRA_CA_CERTS to a file in the environment of the runner.`,
    );
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}

/** Without the check of certificates, any server between the runner and the instance could read the credential. */
export function alwaysCheckCertificates(log: Log): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  log.warning(
    'unchecked-certificates',
    `NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. ` +
      `Remove the variable, and set 'ca-certificate' for a private authority.`,
  );
}

/**
 * Why a certificate given in `ca-certificate` did not help.
 * @param pem certificates that parse
 */
export function wrongTrust(pem: string): string {
  const given = pem.split(/(?=-----BEGIN )/).map((block) => new X509Certificate(block));
  if (given.some(({ subject, issuer, ca }) => ca && subject === issuer))
    return 'contains another authority, or the server does not send its intermediate certificate';
  return `contains only ${given.some(({ ca }) => ca) ? 'an intermediate certificate' : 'the certificate of a server'}`;
}

export const clientCertificate = {
  topic: 'client-certificate',
  what: 'requires a client certificate (mutual TLS), which this action does not support',
  fix: `Configure the server not to require a client certificate, or set 'endpoint' to an address that does not require one.`,
} as const;

/** What serves only HTTP/2. */
export const http1Only = 'does not accept HTTP/1.1, the protocol of this action';

/** What an error of TLS means, by its code (Node) or its reason (OpenSSL). */
interface TlsFault {
  readonly reason: RegExp;
  readonly topic: Topic;
  /** HOST stands for the host with its port, NAME for the host without it. */
  readonly what: string;
  readonly fix: string;
}

/** @param what follows the name of the certificate */
function certificate(reason: RegExp, what: string, fix: string): TlsFault {
  return { reason, topic: 'certificate', what: `the certificate of NAME ${what}`, fix };
}

/** No trusted authority signed the certificate. */
export const unknownAuthority = certificate(
  /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_(UNTRUSTED|SIGNATURE_FAILURE)|INVALID_CA/,
  'is signed by an authority that this runner does not know',
  `Set 'ca-certificate' to the root certificate of that authority. If the server does not send its intermediate certificate, fix the server, or add the intermediate certificate to 'ca-certificate'.`,
);

export const tlsFaults: readonly TlsFault[] = [
  unknownAuthority,
  certificate(
    /CERT_HAS_EXPIRED/,
    'has expired',
    `Renew the certificate of the server. If the certificate is new, check the clock of this runner.`,
  ),
  certificate(
    /CERT_NOT_YET_VALID/,
    'is not valid yet',
    `Check the clock of this runner and the first day of the certificate.`,
  ),
  certificate(
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    'is for other host names',
    `Correct 'domain' (or 'endpoint'), or install a certificate for this host name on the server.`,
  ),
  certificate(
    /CERT_CHAIN_TOO_LONG|CERT_RE(JECTED|VOKED)|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNSPECIFIED/,
    'is invalid for a server',
    `Install a certificate for servers, with a strong key, on the server.`,
  ),
  {
    reason: /wrong version number|packet length too long|http request/,
    topic: 'no-tls',
    what: 'HOST does not use TLS on this port, but probably plain http',
    fix: `For plain http, set 'domain' (or 'endpoint') to http://HOST, with 'allow-http: true' unless it is this machine. An address without a scheme means https. Otherwise correct the port.`,
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
];
