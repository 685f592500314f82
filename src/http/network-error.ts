import { isNativeError } from 'node:util/types';
import { record, text as textOf } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { formatSeconds } from '../util/time.ts';
import type { Topic } from '../util/topics.ts';
import { explainProxyFault } from './proxy-fault.ts';
import { tlsFaults, unknownAuthority, wrongTrust } from './tls.ts';

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
  /** `never`, or the limits within which another attempt is made. */
  readonly retry: 'never' | { readonly attempts?: number; readonly withinMs?: number };
}

/** Where the request was sent, and through which proxy. */
export interface Route {
  readonly origin: string;
  /** The proxy's origin; absent without a proxy. */
  readonly proxy?: string | undefined;
  /** The authentication schemes that the proxy offered with a 407. */
  readonly proxyOffers?: string | undefined;
  /** The input 'ca-certificate'. */
  readonly caCertificate?: string | undefined;
}

/** Names the cause of an error of Node's network modules. */
export function explainFault(error: unknown, stage: Stage, route: Route): NetworkFault {
  const { code, text } = detailsOf(error);
  const { host, hostname, protocol } = new URL(route.origin);
  if (route.proxy !== undefined && /tunneling socket|got illegal response body from proxy/.test(text)) {
    return explainProxyFault(text, route.proxy, route.proxyOffers);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      what: `the name ${hostname} does not resolve (${code})`,
      fix: `Correct 'domain' (or 'endpoint'). If the name is known only inside a cluster or a private network, use a runner in that network.`,
      topic: 'name-does-not-resolve',
      retry: { attempts: 3 },
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      what: `no server listens on ${host} (${code})`,
      fix: `Check host and port in 'domain' (or 'endpoint'), and that the instance runs.`,
      topic: 'connection-refused',
      retry: { withinMs: 15_000 },
    };
  }
  // The end of the line is OpenSSL's reason; some errors have it only in their code.
  const ownWords = code.startsWith('ERR_SSL_') ? code.slice(8).replaceAll('_', ' ').toLowerCase() : code;
  const reason = /SSL routines:[^:]*:([^:]+)/.exec(text)?.[1] ?? ownWords;
  // With TLS 1.2, a server that requires a client certificate reports only this.
  const isRefusal = stage === 'finishing the TLS connection' && reason.endsWith('handshake failure');
  const known = tlsFaults.find((fault) => fault.reason.test(isRefusal ? 'alert certificate' : reason));
  if (known !== undefined || /^(EPROTO$|ERR_SSL_|HPE_|ERR_TLS_)/.test(code)) {
    const { what, fix, topic } = known ?? {
      what: `HOST does not use ${protocol === 'https:' ? 'TLS' : 'HTTP'} as expected`,
      fix: `Correct the scheme or the port in 'domain' (or 'endpoint'). If both are right, check that the server supports this host name and TLS 1.2 or 1.3.`,
      topic: 'no-tls',
    };
    const fill = (words: string): string => words.replaceAll('HOST', host).replaceAll('NAME', hostname);
    const { caCertificate } = route;
    const trusted =
      caCertificate === undefined || known !== unknownAuthority
        ? ''
        : `; 'ca-certificate' ${wrongTrust(caCertificate)}`;
    return { what: `${fill(what)} (${oneLine(reason)})${trusted}`, fix: fill(fix), topic, retry: 'never' };
  }
  const broken = reset.test(code)
    ? 'the connection was closed'
    : `the connection failed (${code === '' ? quote(text) : code})`;
  return {
    what: `${broken} while ${stage}`,
    fix: `Re-run the step. If the error persists, check the firewalls, proxies and load balancers between the runner and ${hostname}.`,
    topic: 'connection-closed',
    retry: {},
  };
}

/** No response within the time of an attempt. */
export function timeoutFault(stage: Stage, ms: number, { origin, proxy = '' }: Route): NetworkFault {
  const time = formatSeconds(ms);
  const fault = { topic: 'timeout', retry: {} } as const;
  if (stage === 'connecting to the proxy') {
    return {
      ...fault,
      what: `no response within ${time} while ${stage} ${proxy}`,
      fix: explainProxyFault('', proxy).fix,
    };
  }
  return {
    ...fault,
    what:
      stage === 'reading the response'
        ? `the response was not complete within ${time}`
        : `no response within ${time} while ${stage}`,
    fix: `Check that the runner may reach ${origin} (firewall, allow list, VPN), and that the instance is up.`,
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

function detailsOf(error: unknown): { code: string; text: string } {
  if (!isNativeError(error)) return { code: '', text: String(error) };
  // If a name has several addresses, Node tries each of them and throws one AggregateError with the causes.
  const first: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
  const source = isNativeError(first) ? first : error;
  const { code, rawPacket } = record(source);
  // A response that is not HTTP/1.1. HTTP/2 starts with a frame of type 4 (RFC 9113 §3.4).
  const isHttp2 = Buffer.isBuffer(rawPacket) && rawPacket[3] === 4;
  return { code: isHttp2 ? 'HTTP/2' : (textOf(code) ?? ''), text: source.message };
}
