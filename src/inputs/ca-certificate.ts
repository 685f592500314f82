import { X509Certificate } from 'node:crypto';
import type { Log } from '../types/log.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { certificateFile, readFile } from './files.ts';
import { maskLookalikes } from './plain.ts';
import { unwrap, withoutQuotes } from '../credentials/unwrap.ts';
import { keyPieces } from '../util/secrets.ts';
import { formatPem, pemBlocks } from '../credentials/keys/pem.ts';

const longestPath = 1024;

/**
 * The certificates to trust in addition to the usual ones.
 * @param given PEM text, or a path, absolute or relative to the workspace
 * @returns PEM text of certificates that parse
 */
export function readCaCertificate(given: string, env: NodeJS.ProcessEnv, log: Log): string {
  const text = isText(given) ? given : readFromPath(withoutQuotes(given) ?? given, env, log);
  const blocks = pemBlocks(unwrap(text).at(-1) ?? '');
  if (blocks.some(({ label }) => label === 'TRUSTED CERTIFICATE')) {
    throw configError(
      certificateFile.topic,
      `'ca-certificate' contains a certificate in OpenSSL's own form (BEGIN TRUSTED CERTIFICATE), which Node does not read.`,
      `Convert each of them: "openssl x509 -in trusted.pem -out ca.pem".`,
    );
  }
  const hasKey = blocks.some(({ label }) => label.endsWith('PRIVATE KEY'));
  const certificates = blocks.filter(({ label }) => label.endsWith('CERTIFICATE')).map(formatPem);
  if (hasKey || certificates.length === 0) {
    for (const piece of keyPieces(text)) log.mask(piece);
    throw invalid(`The input 'ca-certificate' contains ${hasKey ? 'a private key' : 'no PEM certificate'}.`);
  }
  for (const [index, certificate] of certificates.entries()) requireParses(certificate, index + 1);
  return certificates.join('');
}

function invalid(message: string): ActionError {
  return configError(certificateFile.topic, message, certificateFile.fix);
}

function isText(given: string): boolean {
  return /-----BEGIN /.test(unwrap(given).at(-1) ?? '') || given.length > longestPath || /\n/.test(given);
}

function readFromPath(path: string, env: NodeJS.ProcessEnv, log: Log): string {
  if (path.length >= 40) maskLookalikes(path, log);
  return readFile({ path, shown: log.clean(path), env }, certificateFile);
}

function requireParses(certificate: string, position: number): void {
  try {
    void new X509Certificate(certificate);
  } catch {
    throw invalid(`Certificate ${position} in 'ca-certificate' is damaged or was cut off.`);
  }
}
