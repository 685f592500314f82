import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import type { ProxyAddress } from '../types/transport.ts';
import { isAddress } from '../util/hosts.ts';
import { record, text as textOf } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { formatSeconds } from '../util/time.ts';
import type { Topic } from '../util/errors.ts';
import { checkReach, dnsFix, faults, noRoute, unknownAuthority, type Retry } from './faults.ts';
import { checkProxy, noProxyHint, unusedProxyHint } from './proxy.ts';

/** The progress of a request, as messages name it after "while". */
export type Stage =
  | 'connecting to the proxy'
  | 'looking up the name'
  | 'connecting'
  | 'making the TLS connection'
  /** Both sides have agreed on keys: only a certificate of the client can be missing. */
  | 'finishing the TLS connection'
  | 'waiting for the response'
  | 'reading the response';

/** Why there was no response, and whether another attempt can help. */
export interface NetworkFault {
  /** As part of a sentence: `the connection was closed while waiting for the response`. */
  readonly what: string;
  readonly fix: string;
  readonly topic: Topic;
  /** `network` when absent. */
  readonly failure?: 'server';
  readonly retry: Retry;
  /** Whether no trusted authority has signed the certificate. */
  readonly isUnknownAuthority?: boolean;
}

/** Where the request was sent, and through which proxy. */
export interface Route {
  readonly origin: string;
  /** Absent without a proxy. */
  readonly proxy?: ProxyAddress | undefined;
  /** The input 'ca-certificate'. */
  readonly caCertificate?: string | undefined;
}

/** Names the cause of an error of Node's network modules. */
export function explainFault(error: unknown, stage: Stage, { origin, caCertificate }: Route): NetworkFault {
  const { code, text, only } = detailsOf(error);
  const { host, hostname, protocol } = new URL(origin);
  const isConnecting = /^(connecting|looking)/.test(stage);
  // The end of the line is OpenSSL's reason; some errors have it only in their code.
  const ownWords = code.startsWith('ERR_SSL_') ? code.slice(8).replaceAll('_', ' ').toLowerCase() : code;
  const reason = /SSL routines:[^:]*:([^:]+)/.exec(text)?.[1] ?? ownWords;
  // With TLS 1.2, a server that requires a client certificate reports only this.
  const isRefusal = stage === 'finishing the TLS connection' && reason.endsWith('handshake failure');
  const hint = isConnecting ? unusedProxyHint(origin, process.env) : '';
  const signs = [isRefusal ? 'alert certificate' : reason, code];
  const known = faults().find(
    (fault) => signs.some((sign) => fault.reason.test(sign)) && (fault.retry === undefined || isConnecting),
  );
  if (known !== undefined) {
    const fill = (words: string): string =>
      words
        .replaceAll('HOST', host)
        .replaceAll('NAME', hostname)
        .replace('PROTOCOL', protocol === 'https:' ? 'TLS' : 'HTTP')
        .replace('ONLY', isAddress(hostname) ? '' : only);
    const isUnknownAuthority = known === unknownAuthority;
    return {
      what: `${fill(known.what)} (${oneLine(reason)})${isUnknownAuthority ? wrongTrust(caCertificate, process.env) : ''}`,
      fix: fill(known.fix) + hint,
      topic: known.topic,
      retry: known.retry ?? 'never',
      isUnknownAuthority,
    };
  }
  const broken = reset.test(code)
    ? 'the connection was closed'
    : `the connection failed (${code === '' ? quote(text) : code})`;
  return {
    what: `${broken} while ${stage}`,
    fix: `Re-run the step. If the error persists, check the firewalls, proxies and load balancers between the runner and ${hostname}.${hint}`,
    topic: 'connection-closed',
    retry: {},
  };
}

/** No response within the time of an attempt. */
export function timeoutFault(stage: Stage, ms: number, { origin, proxy }: Route): NetworkFault {
  const time = `within ${formatSeconds(ms)}`;
  const fault = { what: `no response ${time} while ${stage}`, topic: 'timeout', retry: {} } as const;
  if (stage === 'connecting to the proxy') {
    return { ...fault, what: `${fault.what} ${proxy?.origin}`, fix: checkProxy + noProxyHint(process.env) };
  }
  // An attempt of less than a second says nothing about the DNS server.
  if (stage === 'looking up the name' && ms >= 1_000) return { ...fault, fix: dnsFix };
  const what = stage === 'reading the response' ? `the response was not complete ${time}` : fault.what;
  const hint = stage === 'connecting' ? unusedProxyHint(origin, process.env) : '';
  const slow = ` If the instance is slow, raise 'timeout-seconds'.`;
  return { ...fault, what, fix: checkReach.replace('HOST', origin) + slow + hint };
}

/**
 * An instance that responds, but cannot decide. What the server names as the reason contains the database's host and
 * user, so nothing of it is printed.
 * @param sign how the outage shows, such as the status of the response
 */
export function outageFault(sign: string, origin: string): NetworkFault & { readonly failure: 'server' } {
  return {
    what: `the instance's database does not respond (${sign})`,
    fix: `Contact the operator of ${origin}, and re-run the step when ${origin}/debug/ready returns status 200. All inputs of this step may be right.`,
    topic: 'outage',
    failure: 'server',
    retry: {},
  };
}

/** A body over the limit, which is not read to its end. */
export function tooLargeFault({ origin }: Route): NetworkFault {
  return {
    what: `the response is larger than 1 MiB, which ZITADEL never sends`,
    fix: checkFront(origin),
    topic: 'unexpected-response',
    failure: 'server',
    retry: 'never',
  };
}

/** The fix for a response that ZITADEL does not send. */
export function checkFront(origin: string): string {
  return `Check that ${origin} is the instance, and that nothing in front of it (a proxy, a firewall, a login page) responds instead.`;
}

const reset = /^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/;

function detailsOf(error: unknown): { readonly code: string; readonly text: string; readonly only: string } {
  if (!isNativeError(error)) return { code: '', text: String(error), only: '' };
  // If a name has several addresses, Node tries each of them and throws one AggregateError with the causes.
  const causes: Error[] = 'errors' in error && Array.isArray(error.errors) ? error.errors.filter(isNativeError) : [];
  const tried = causes.length === 0 ? [error] : causes;
  // The most precise cause: of an address that responded, else of one that may be slow.
  const reached = tried.filter((cause) => !noRoute.test(codeOf(cause)));
  const source = reached.find((cause) => codeOf(cause) !== 'ETIMEDOUT') ?? reached[0] ?? tried[0] ?? error;
  const [family, another] = new Set(
    tried.map((cause) => (textOf(record(cause)['address'])?.includes(':') ? 'IPv6' : 'IPv4')),
  );
  const only = another === undefined ? `, which has only ${family} addresses` : '';
  return { code: codeOf(source), text: source.message, only };
}

function codeOf(error: Error): string {
  const { code, rawPacket } = record(error);
  // A response that is not HTTP/1.1. HTTP/2 starts with a frame of type 4 (RFC 9113 §3.4).
  return Buffer.isBuffer(rawPacket) && rawPacket[3] === 4 ? 'HTTP/2' : (textOf(code) ?? '');
}

/**
 * What is wrong with the certificates that are trusted in addition, as the end of a sentence.
 * @param pem the input 'ca-certificate', whose certificates parse
 */
function wrongTrust(pem: string | undefined, env: NodeJS.ProcessEnv): string {
  const wrong = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']
    .filter((name) => env[name] && !isCertificate(env[name]))
    .map((name) => `; ${name} is not the path of a PEM file (a missing file, or quotes around the path)`)
    .join('');
  if (pem === undefined) return wrong;
  const given = pem.split(/(?=-----BEGIN )/).map((block) => new X509Certificate(block));
  const contents = given.some(({ subject, issuer, ca }) => ca && subject === issuer)
    ? 'another authority, or the server does not send its intermediate certificate'
    : `only ${given.some(({ ca }) => ca) ? 'an intermediate certificate' : 'the certificate of a server'}`;
  return `; 'ca-certificate' contains ${contents}${wrong}`;
}

function isCertificate(path: string): boolean {
  try {
    return readFileSync(path, 'latin1').includes('-----BEGIN ');
  } catch {
    return false;
  }
}
