import type { Log } from '../types/log.ts';
import type { ConnectionOptions } from '../types/transport.ts';
import { configError } from '../util/errors.ts';
import type { Read } from './attempts.ts';
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

/**
 * How the issuer is reached: the origin to call, the headers of every request, trusted certificates, and time.
 * @param read by default, the first error is thrown
 */
export function readConnection(
  inputs: Inputs,
  issuer: () => string,
  { log, env, read = (get) => get }: { log: Log; env: NodeJS.ProcessEnv; read?: Read },
): ConnectionOptions {
  const caCertificate = read(() => {
    const given = inputs.value('ca-certificate');
    return given && readCaCertificate(given, { env, log });
  });
  const origin = read(() => {
    const endpoint = inputs.value('endpoint');
    const called = endpoint === undefined ? issuer() : parseOrigin('endpoint', endpoint);
    requireSafeTransport(endpoint === undefined ? 'domain' : 'endpoint', called, inputs.value('allow-http'));
    return called;
  });
  const headers = read(() => {
    const publicName = inputs.given.has('endpoint') ? publicNameOf(issuer()) : {};
    const given = inputs.value('headers');
    return { ...(given && parseHeaders(given, Object.keys(publicName))), ...publicName };
  });
  return {
    origin: origin(),
    headers: headers(),
    timeoutMs: inputs.value('timeout-seconds') * 1000,
    caCertificate: caCertificate(),
  };
}

/** The headers by which ZITADEL chooses the instance and the issuer's scheme, if it is called by another name. */
export function publicNameOf(issuer: string): Record<string, string> {
  const { host, protocol } = new URL(issuer);
  return { 'x-zitadel-instance-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
}
