import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import type { Log } from '../types.ts';
import { configError } from '../util/errors.ts';
import type { Topic } from '../util/topics.ts';

/**
 * Trusts certificates in addition to the usual ones, for this process. Done only when it is asked for: it costs tens of
 * milliseconds.
 * @param pem certificates that parse
 * @throws ActionError `config` on a Node before 24.5, which cannot
 */
export function trust(pem: string): void {
  if (typeof tls.setDefaultCACertificates !== 'function') {
    throw configError(
      'node-too-old-for-ca',
      `The input 'ca-certificate' needs Node 24.5 or later, and this runner brings ${process.version}.`,
      `Update the runner to 2.328.0 or later, or set NODE_EXTRA_CA_CERTS to a file for the runner itself.`,
    );
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}

/** The environment's own switch against the check would hand the credential to anybody on the way. */
export function alwaysCheckCertificates(log: Log): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  log.warning(
    `NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. ` +
      `For a private authority give its certificate in 'ca-certificate', and remove the variable.`,
  );
}

/** What is wrong with a server's certificate, and what to do. */
type CertificateFault = {
  readonly what: (host: string) => string;
  readonly fix: string;
  /** Whether the authority is not among those that are trusted. */
  readonly isUnknown?: true;
};

const unknownIssuer: CertificateFault = {
  what: (host) => `the certificate of ${host} is signed by an authority that this runner does not know`,
  fix: `Set 'ca-certificate' to that authority's certificate. If the server does not send its intermediate certificate, fix the server instead.`,
  isUnknown: true,
};

function unusable(code: string): CertificateFault {
  return {
    what: (host) => `the certificate of ${host} cannot be used for a server (${code})`,
    fix: `Give the server a certificate that its authority made for a server, with a key that is strong enough.`,
  };
}

/** By the codes of Node and OpenSSL. */
export const certificateFaults: Readonly<Record<string, CertificateFault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  CERT_UNTRUSTED: unknownIssuer,
  CERT_SIGNATURE_FAILURE: unknownIssuer,
  INVALID_CA: unknownIssuer,
  CERT_HAS_EXPIRED: {
    what: (host) => `the certificate of ${host} has expired`,
    fix: `Renew the server's certificate; if it is new, check the clock of this runner.`,
  },
  CERT_NOT_YET_VALID: {
    what: (host) => `the certificate of ${host} is not valid yet`,
    fix: `Check the clock of this runner, and the certificate's first day.`,
  },
  CERT_CHAIN_TOO_LONG: unusable('CERT_CHAIN_TOO_LONG'),
  CERT_REJECTED: unusable('CERT_REJECTED'),
  INVALID_PURPOSE: unusable('INVALID_PURPOSE'),
  PATH_LENGTH_EXCEEDED: unusable('PATH_LENGTH_EXCEEDED'),
  UNSPECIFIED: unusable('UNSPECIFIED'),
  CERT_REVOKED: {
    what: (host) => `the certificate of ${host} was revoked`,
    fix: `Give the server a new certificate.`,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: (host) => `the certificate of the server that answers as ${host} is made for other names`,
    fix: `Check 'domain' (or 'endpoint') for a misspelling; otherwise give the server a certificate for this name.`,
  },
};

/**
 * Why a certificate given in `ca-certificate` did not help.
 * @param pem certificates that parse
 */
export function wrongTrust(pem: string): string {
  const given = pem.split(/(?=-----BEGIN )/).map((block) => new X509Certificate(block));
  if (given.some(({ subject, issuer, ca }) => ca && subject === issuer)) return 'is of another authority';
  return `contains only ${given.some(({ ca }) => ca) ? 'an intermediate certificate' : 'the certificate of a server'}`;
}

export const clientCertificate = {
  topic: 'client-certificate',
  what: 'requires a client certificate (mutual TLS), which this action does not support',
  fix: `Set 'endpoint' to an address of the instance that requires no client certificate, or configure the server to require none.`,
} as const;

/** What a failed TLS handshake means, by OpenSSL's reason. */
export const handshakeFaults: readonly {
  readonly reason: RegExp;
  readonly topic: Topic;
  /** After the name of the host. */
  readonly what: string;
  /** HOST stands for the name of the host. */
  readonly fix: string;
}[] = [
  {
    reason: /wrong version number|packet length too long|http request/,
    topic: 'no-tls',
    what: 'does not speak TLS on this port, but probably plain http',
    fix: `If it is plain http, set 'domain' (or 'endpoint') to http://HOST, with 'allow-http: true' unless it is this machine. An address without a scheme means https. Otherwise correct the port.`,
  },
  {
    // Go's servers answer with an internal error when they have no certificate for a name.
    reason: /unrecognized name|internal error/,
    topic: 'unknown-server-name',
    what: 'has no certificate for this name',
    fix: `Check 'domain' (or 'endpoint') for a misspelling; otherwise configure the server or ingress for this host name.`,
  },
  {
    reason: /protocol version|unsupported protocol/,
    topic: 'old-tls',
    what: 'supports only TLS 1.1 or older',
    fix: `Enable TLS 1.2 or 1.3 on the server, or on the proxy in front of it.`,
  },
  { reason: /certificate required|bad certificate/, ...clientCertificate },
];
