import type { Log, Network } from '../types.ts';
import { configError } from '../util/errors.ts';
import type { Inputs } from './inputs.ts';
import { readCaCertificate } from './ca-certificate.ts';
import { parseOrigin, requireSafeTransport } from './origin.ts';
import { quote } from '../util/text.ts';

const timeoutSeconds = { min: 1, max: 600 };

/** @returns the origin of `domain` */
export function readIssuer(inputs: Inputs): string {
  const domain = inputs.plain('domain');
  if (domain !== '') return parseOrigin('domain', domain);
  throw configError(
    `The input 'domain' is missing.`,
    `Set it to the host name of the instance, such as acme.zitadel.cloud. A variable needs 'vars.', and an environment's one 'environment:'.`,
  );
}

/** @returns how the issuer is reached: the origin that is called, the headers of every request, trust, and time */
export function readNetwork(
  inputs: Inputs,
  issuer: string,
  { log, workspace }: { log: Log; workspace: string },
): Network {
  const endpoint = inputs.plain('endpoint');
  const origin = endpoint === '' ? issuer : parseOrigin('endpoint', endpoint);
  requireSafeTransport(endpoint === '' ? 'domain' : 'endpoint', origin, inputs.boolean('allow-http'));
  const { host, protocol } = new URL(issuer);
  // From inside a cluster, ZITADEL picks the instance and the issuer's scheme by these two.
  const publicName: Record<string, string> =
    endpoint === '' ? {} : { 'x-zitadel-instance-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
  return {
    origin,
    headers: { ...parseHeaders(inputs.text('headers'), Object.keys(publicName)), ...publicName },
    timeoutMs: inputs.integer('timeout-seconds', timeoutSeconds) * 1000,
    caCertificate: readCaCertificate(inputs.text('ca-certificate'), workspace, log),
  };
}

/** The header lines of an input, each as a name and a value. */
export function headerLines(text: string): { name: string; value: string }[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, Math.max(colon, 0)).trim(), value: line.slice(colon + 1).trim() };
    });
}

function parseHeaders(text: string, ours: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [index, { name, value }] of headerLines(text).entries()) {
    const where = `Line ${index + 1} of the input 'headers'`;
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) {
      throw configError(`${where} is no header.`, `Write one "Name: value" a line.`);
    }
    const key = name.toLowerCase();
    if (ownHeaders.has(key) || ours.includes(key)) {
      throw configError(`${where} sets ${quote(key)}, which this action sets itself.`, `Remove that line.`);
    }
    if (!/^[\t\x20-\x7e]*$/.test(value)) {
      throw configError(`${where} has a value with characters that no header can carry.`, `Use visible ASCII only.`);
    }
    if (key in headers) throw configError(`${where} sets ${quote(key)} a second time.`, `Keep one of them.`);
    headers[key] = value;
  }
  return headers;
}

/** What authenticates, frames or routes a request. */
const ownHeaders = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'proxy-authorization',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
