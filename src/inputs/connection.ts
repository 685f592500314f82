import type { Log, ConnectionOptions } from '../types.ts';
import { configError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { readCaCertificate } from './ca-certificate.ts';
import { parseHeaders } from './headers.ts';
import { parseOrigin, requireSafeTransport } from './origin.ts';

const timeoutSeconds = { min: 1, max: 600 };

/** @returns the origin of `domain` */
export function readIssuer(inputs: Inputs): string {
  const domain = inputs.plain('domain');
  if (domain !== '') return parseOrigin('domain', domain);
  throw configError(
    'missing-domain',
    `The input 'domain' is missing.`,
    `Set it to the host name of the instance, such as acme.zitadel.cloud. A variable needs 'vars.', and an environment's one 'environment:'.`,
  );
}

/** @returns how the issuer is reached: the origin that is called, the headers of every request, trust, and time */
export function readConnection(
  inputs: Inputs,
  issuer: string,
  { log, workspace }: { log: Log; workspace: string },
): ConnectionOptions {
  const endpoint = inputs.plain('endpoint');
  const origin = endpoint === '' ? issuer : parseOrigin('endpoint', endpoint);
  requireSafeTransport(endpoint === '' ? 'domain' : 'endpoint', origin, inputs.boolean('allow-http'));
  const { host, protocol } = new URL(issuer);
  // From inside a cluster, ZITADEL picks the instance and the issuer's scheme by these two.
  const publicName: Record<string, string> =
    endpoint === '' ? {} : { 'x-zitadel-instance-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
  return {
    origin,
    headers: { ...parseHeaders(inputs.secrets.headers, Object.keys(publicName)), ...publicName },
    timeoutMs: inputs.integer('timeout-seconds', timeoutSeconds) * 1000,
    caCertificate: readCaCertificate(inputs.text('ca-certificate'), workspace, log),
  };
}
