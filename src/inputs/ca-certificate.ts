import { X509Certificate } from 'node:crypto';
import type { Log } from '../types/log.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { certificateFile, readFile } from './files.ts';
import { maskLookalikes } from './plain.ts';
import { unwrap } from '../credentials/keys/unwrap.ts';
import { keyPieces } from '../util/secrets.ts';
import { formatPem, pemBlocks } from '../credentials/keys/pem.ts';

const longestPath = 1024;

/**
 * The certificates to trust in addition to the usual ones.
 * @param given PEM text, or a path, absolute or relative to the workspace
 * @returns PEM text of certificates that parse
 */
export function readCaCertificate(given: string, workspace: string, log: Log): string {
  const text = isText(given) ? given : readFromPath(given, workspace, log);
  const blocks = pemBlocks(unwrap(text).at(-1) ?? '');
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
  return /-----BEGIN /.test(given) || given.length > longestPath || /\n/.test(given) || unwrap(given).length > 1;
}

function readFromPath(path: string, workspace: string, log: Log): string {
  if (path.length >= 40) maskLookalikes(path, log);
  return readFile({ path, shown: log.clean(path), workspace }, certificateFile);
}

function requireParses(certificate: string, position: number): void {
  try {
    void new X509Certificate(certificate);
  } catch {
    throw invalid(`Certificate ${position} in 'ca-certificate' is damaged or was cut off.`);
  }
}
