import { X509Certificate } from 'node:crypto';
import { formatPem, pemBlocks } from '../credentials/keys/pem.ts';
import { unwrap, withoutQuotes } from '../credentials/unwrap.ts';
import type { Deps } from '../types/step.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { keyPieces } from '../util/secrets.ts';
import { certificateFile, readFile } from './files.ts';
import { maskLookalikes } from './plain.ts';

const longestPath = 1024;

/**
 * The certificates to trust in addition to the usual ones.
 * @param given PEM text, or a path, absolute or relative to the workspace
 * @returns PEM text of certificates that parse
 */
export function readCaCertificate(given: string, { env, log }: Pick<Deps, 'env' | 'log'>): string {
  let layers = unwrap(given);
  if (given.length <= longestPath && !/\n/.test(given) && !layers.at(-1)?.includes('-----BEGIN ')) {
    const path = withoutQuotes(given) ?? given;
    if (path.length >= 40) maskLookalikes(path, log);
    layers = unwrap(readFile(path, { env, log }, certificateFile));
  }
  const blocks = pemBlocks(layers.at(-1) ?? '');
  const certificates = blocks.filter(({ label }) => label.endsWith('CERTIFICATE')).map(formatPem);
  const has = (kind: string): boolean => blocks.some(({ label }) => label.endsWith(kind));
  const finding =
    (has('PRIVATE KEY') && 'a private key') ||
    (has('TRUSTED CERTIFICATE') && `a certificate in OpenSSL's own form (BEGIN TRUSTED CERTIFICATE)`) ||
    (certificates.length === 0 && 'no PEM certificate');
  if (finding) {
    for (const piece of layers.flatMap(keyPieces)) log.mask(piece);
    throw invalid(`The input 'ca-certificate' contains ${finding}.`);
  }
  for (const [index, certificate] of certificates.entries()) {
    try {
      void new X509Certificate(certificate);
    } catch {
      throw invalid(`Certificate ${index + 1} in 'ca-certificate' is damaged or was cut off.`);
    }
  }
  return certificates.join('');
}

function invalid(message: string): ActionError {
  return configError(certificateFile.topic, message, certificateFile.fix);
}
