import tls from 'node:tls';
import { configError } from '../util/errors.ts';

/**
 * Trusts certificates in addition to the usual ones, for this process. Done only when it is asked for: it costs tens of
 * milliseconds.
 * @param pem certificates that parse
 * @throws ActionError `config` on a Node before 24.5, which cannot
 */
export function trust(pem: string): void {
  if (typeof tls.setDefaultCACertificates !== 'function') {
    throw configError(
      `The input 'ca-certificate' needs Node 24.5 or later, and this runner brings ${process.version}.`,
      `Update the runner to 2.328.0 or later, or set NODE_EXTRA_CA_CERTS to a file for the runner itself.`,
    );
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}
