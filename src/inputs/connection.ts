import type { Log } from '../types/log.ts';
import type { ConnectionOptions } from '../types/transport.ts';
import { configError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { readCaCertificate } from './ca-certificate.ts';
import { parseHeaders } from './headers.ts';
import { hostFix, parseOrigin, requireSafeTransport } from './origin.ts';

/** @returns the origin of `domain` */
export function readIssuer(inputs: Inputs): string {
  const domain = inputs.value('domain');
  if (domain !== undefined) return parseOrigin('domain', domain);
  throw configError('missing-domain', `The input 'domain' is missing.`, hostFix('domain'));
}

/** @returns how the issuer is reached: the origin to call, the headers of every request, trusted certificates, and time */
export function readConnection(
  inputs: Inputs,
  issuer: string,
  { log, workspace }: { log: Log; workspace: string },
): ConnectionOptions {
  const endpoint = inputs.value('endpoint');
  const origin = endpoint === undefined ? issuer : parseOrigin('endpoint', endpoint);
  requireSafeTransport(endpoint === undefined ? 'domain' : 'endpoint', origin, inputs.value('allow-http'));
  const headers = inputs.value('headers');
  const certificate = inputs.value('ca-certificate');
  const publicName = endpoint === undefined ? {} : publicNameOf(issuer);
  return {
    origin,
    headers: { ...(headers && parseHeaders(headers, Object.keys(publicName))), ...publicName },
    timeoutMs: inputs.value('timeout-seconds') * 1000,
    caCertificate: certificate && readCaCertificate(certificate, workspace, log),
  };
}

/** The headers by which ZITADEL chooses the instance and the issuer's scheme, if it is called by another name. */
export function publicNameOf(issuer: string): Record<string, string> {
  const { host, protocol } = new URL(issuer);
  return { 'x-zitadel-instance-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
}
