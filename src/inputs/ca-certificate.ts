import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Log } from '../types.ts';
import { configError } from '../util/errors.ts';
import { fileStats } from '../util/file-stats.ts';
import { maskLookalikes } from './inputs.ts';
import { unwrap } from '../credentials/keys/unwrap.ts';
import { base64Pieces } from '../util/secrets.ts';
import { formatPem, pemBlocks } from '../credentials/keys/pem.ts';
import { quote } from '../util/text.ts';

const longestPath = 1024;
const largestBytes = 1024 * 1024;
const fix = `Give the PEM text of the authority's certificate (-----BEGIN CERTIFICATE-----, one or several), or the path of such a file.`;

/**
 * The certificates to trust in addition to the usual ones.
 * @param given PEM text, or a path, absolute or relative to the workspace
 * @returns PEM text of certificates that parse; undefined for an empty input
 */
export function readCaCertificate(given: string, workspace: string, log: Log): string | undefined {
  if (given === '') return undefined;
  const text = isText(given) ? given : readPemFile(given, workspace, log);
  const blocks = pemBlocks(unwrap(text).at(-1) ?? '');
  if (blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))) {
    for (const piece of base64Pieces(text)) log.mask(piece);
    throw configError(`The input 'ca-certificate' holds a private key.`, `${fix} The key stays where it is.`);
  }
  const certificates = blocks.filter(({ label }) => label.endsWith('CERTIFICATE')).map(formatPem);
  if (certificates.length === 0) {
    for (const piece of base64Pieces(text)) log.mask(piece);
    throw configError(`The input 'ca-certificate' holds no PEM certificate.`, fix);
  }
  for (const [index, certificate] of certificates.entries()) requireParses(certificate, index + 1);
  return certificates.join('');
}

function isText(given: string): boolean {
  return /-----BEGIN /.test(given) || given.length > longestPath || /\n/.test(given) || unwrap(given).length > 1;
}

function readPemFile(given: string, workspace: string, log: Log): string {
  maskLookalikes(given, log);
  const file = resolve(workspace, given);
  const path = quote(log.clean(given));
  const stats = fileStats(file);
  if (stats === undefined || !stats.isFile()) {
    throw configError(`The input 'ca-certificate' is neither PEM text nor the path of a file: ${path}.`, fix);
  }
  if (stats.size > largestBytes) {
    throw configError(`The file ${path} of 'ca-certificate' has ${stats.size} bytes, over 1 MiB.`, fix);
  }
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw configError(
      `The file ${path} of 'ca-certificate' cannot be read.`,
      `Let the user that runs the job read it.`,
    );
  }
}

function requireParses(certificate: string, position: number): void {
  try {
    void new X509Certificate(certificate);
  } catch {
    throw configError(`Certificate ${position} in 'ca-certificate' does not parse: it was damaged or cut off.`, fix);
  }
}
