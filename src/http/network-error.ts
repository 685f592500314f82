import { isNativeError } from 'node:util/types';
import type { ProxyAddress } from '../types/transport.ts';
import { isAddress } from '../util/hosts.ts';
import { record, text as textOf } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { formatSeconds } from '../util/time.ts';
import type { Topic } from '../util/topics.ts';
import { checkReach, dnsFix, faults, noRoute, unknownAuthority, type Retry } from './faults.ts';
import { checkProxy, noProxyHint, unusedProxyHint } from './proxy.ts';
import { trustHints } from './tls.ts';

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
  const known = faults.find(
    (fault) =>
      fault.reason.test(isRefusal ? 'alert certificate' : reason) && (fault.retry === undefined || isConnecting),
  );
  const hint = isConnecting ? unusedProxyHint(origin, process.env) : '';
  if (known !== undefined || /^(EPROTO$|ERR_SSL_|HPE_|ERR_TLS_)/.test(code)) {
    const {
      what,
      fix,
      topic,
      retry = 'never',
    } = known ?? {
      what: `HOST does not use ${protocol === 'https:' ? 'TLS' : 'HTTP'} as expected`,
      fix: `Correct the scheme or the port in 'domain' (or 'endpoint'). If both are right, check that the server supports this host name and TLS 1.2 or 1.3.`,
      topic: 'no-tls',
    };
    const fill = (words: string): string =>
      words
        .replaceAll('HOST', host)
        .replaceAll('NAME', hostname)
        .replace('ONLY', isAddress(hostname) ? '' : only);
    const isUnknownAuthority = known === unknownAuthority;
    const { fault, remedy = '' } = isUnknownAuthority ? trustHints(caCertificate, process.env) : { fault: '' };
    return {
      what: `${fill(what)} (${oneLine(reason)})${fault}`,
      fix: fill(fix) + remedy + hint,
      topic,
      retry,
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
  if (stage === 'looking up the name') return { ...fault, fix: dnsFix };
  const what = stage === 'reading the response' ? `the response was not complete ${time}` : fault.what;
  const hint = stage === 'connecting' ? unusedProxyHint(origin, process.env) : '';
  return { ...fault, what, fix: checkReach.replace('HOST', origin) + hint };
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
