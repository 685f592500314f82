import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Log } from '../types/log.ts';
import { oneLine } from '../util/text.ts';

/** Without the check of certificates, any server between the runner and the instance could read the credential. */
export function alwaysCheckCertificates(log: Log): void {
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  log.warning(
    'unchecked-certificates',
    `NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. ` +
      `Remove the variable, and set 'ca-certificate' for a private authority.`,
  );
}

/**
 * What is wrong with the certificates that are trusted in addition, and another remedy.
 * @param pem the input 'ca-certificate', whose certificates parse
 */
export function trustHints(pem: string | undefined, env: NodeJS.ProcessEnv): { fault: string; remedy?: string } {
  const wrong = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']
    .filter((name) => env[name] && !isCertificate(env[name]))
    .map((name) => `; ${name} is not the path of a PEM file (a missing file, or quotes around the path)`)
    .join('');
  if (pem !== undefined) return { fault: `; 'ca-certificate' ${wrongTrust(pem)}${wrong}` };
  const bundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
  const bundle = [env['SSL_CERT_FILE'] ?? '', ...bundles].find(isCertificate);
  if (bundle === undefined) return { fault: wrong };
  const remedy = ` If curl on this runner accepts the certificate, set 'ca-certificate: ${oneLine(bundle)}'.`;
  return { fault: wrong, remedy };
}

function isCertificate(path: string): boolean {
  try {
    return readFileSync(path, 'latin1').includes('-----BEGIN ');
  } catch {
    return false;
  }
}

/** Why a certificate given in `ca-certificate` did not help. */
function wrongTrust(pem: string): string {
  const given = pem.split(/(?=-----BEGIN )/).map((block) => new X509Certificate(block));
  if (given.some(({ subject, issuer, ca }) => ca && subject === issuer))
    return 'contains another authority, or the server does not send its intermediate certificate';
  return `contains only ${given.some(({ ca }) => ca) ? 'an intermediate certificate' : 'the certificate of a server'}`;
}
