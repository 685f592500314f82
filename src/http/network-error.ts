import { isNativeError } from 'node:util/types';
import { isInternal } from '../util/hosts.ts';
import { oneLine, quote } from '../util/text.ts';
import { formatSeconds } from '../util/time.ts';
import type { Topic } from '../util/topics.ts';
import { noProxyHint } from './proxy.ts';
import { explainProxyFault } from './proxy-fault.ts';
import { certificateFaults, handshakeFaults, wrongTrust } from './tls.ts';

/** How far a request had come: the words complete "while …". */
export type Stage =
  | 'asking the proxy for a connection'
  | 'looking up the name'
  | 'connecting'
  | 'making the TLS connection'
  /** Both sides have agreed on keys: what is missing is at most a certificate of the client. */
  | 'finishing the TLS connection'
  | 'waiting for the answer'
  | 'reading the answer';

/** Why there was no answer, and whether another attempt can help. */
export interface NetworkFault {
  /** What happened, to stand in a sentence: `the connection was reset while waiting for the answer`. */
  readonly what: string;
  readonly fix: string;
  readonly topic: Topic;
  /** `network` when absent. */
  readonly failure?: 'server';
  /** `never`, or the bounds within which it is worth trying again. */
  readonly retry: 'never' | { readonly attempts?: number; readonly withinMs?: number };
}

/** Where the request went, and through what. */
export interface Route {
  readonly origin: string;
  /** The proxy's origin; absent when the way is direct. */
  readonly proxy?: string | undefined;
  /** The ways to sign in that the proxy offered with a 407. */
  readonly proxyOffers?: string | undefined;
  /** The input 'ca-certificate'. */
  readonly caCertificate?: string | undefined;
}

/** Names the cause of an error of Node's network modules. */
export function explainFault(error: unknown, stage: Stage, route: Route): NetworkFault {
  const { code, text } = detailsOf(error);
  const host = new URL(route.origin).hostname;
  if (route.proxy !== undefined && /tunneling socket|got illegal response body from proxy/.test(text)) {
    return explainProxyFault(text, route.proxy, route.proxyOffers);
  }
  const certificate = certificateFaults[code];
  if (certificate !== undefined) {
    const fault = { topic: 'certificate', what: certificate.what(host), fix: certificate.fix, retry: 'never' } as const;
    if (route.caCertificate === undefined || certificate.isUnknown !== true) return fault;
    return {
      ...fault,
      what: `${fault.what}; 'ca-certificate' ${wrongTrust(route.caCertificate)}`,
      fix: `Set 'ca-certificate' to the root certificate of the authority that signed the certificate of ${host}.`,
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      what: `the name ${host} does not resolve (${code})`,
      fix: isInternal(route.origin)
        ? `Check the host name; a cluster's own name resolves only inside that cluster, on a runner that runs there.`
        : `Check 'domain' for a misspelling; behind a firewall, check that the runner's DNS knows the name.`,
      topic: 'name-does-not-resolve',
      retry: { attempts: 3 },
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      what: `${new URL(route.origin).host} refused the connection (nothing listens there)`,
      fix: `Check host and port in 'domain' (or 'endpoint'), and that the instance runs.`,
      topic: 'connection-refused',
      retry: { withinMs: 15_000 },
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('HPE_') || code.startsWith('ERR_TLS_')) {
    const { host: called, protocol } = new URL(route.origin);
    // The end of the line is OpenSSL's reason; some errors have it in their code only.
    const ownWords = code.startsWith('ERR_SSL_') ? code.slice(8).replaceAll('_', ' ').toLowerCase() : code;
    const reason = /SSL routines:[^:]*:([^:]+)/.exec(text)?.[1] ?? ownWords;
    // By TLS 1.2 a server that misses a client's certificate says no more than this.
    const known =
      stage === 'finishing the TLS connection' && reason.endsWith('handshake failure') ? 'bad certificate' : reason;
    const fault = handshakeFaults.find((one) => one.reason.test(known));
    const { what, fix, topic } =
      fault === undefined
        ? {
            what: `does not speak ${protocol === 'https:' ? 'TLS' : 'HTTP'} as expected`,
            fix: `Check scheme and port in 'domain' (or 'endpoint'): https on a port that serves plain http, or the reverse, looks like this.`,
            topic: 'no-tls' as const,
          }
        : fault;
    return {
      what: `${called} ${what} (${oneLine(reason)})`,
      fix: fix.replaceAll('HOST', called),
      topic,
      retry: 'never',
    };
  }
  const broken = resets.has(code)
    ? 'the connection was closed'
    : `the connection failed (${code === '' ? quote(text) : code})`;
  return {
    what: `${broken} while ${stage}`,
    fix: `Run the step again; if it stays, check what stands between the runner and ${host}: firewall, proxy, load balancer.`,
    topic: 'connection-closed',
    retry: {},
  };
}

/** No answer within an attempt's time. */
export function timeoutFault(stage: Stage, ms: number, route: Route): NetworkFault {
  return {
    what:
      stage === 'reading the answer'
        ? `the response was not complete within ${formatSeconds(ms)}`
        : `nothing came within ${formatSeconds(ms)} while ${stage}`,
    fix:
      stage === 'asking the proxy for a connection'
        ? `Check the proxy ${route.proxy}, or add the instance's host to no_proxy.${noProxyHint(process.env)}`
        : `Check that the runner may reach ${route.origin} (firewall, allow list, VPN), and that the instance is up.`,
    topic: 'timeout',
    retry: {},
  };
}

/** A body over the limit: it is not read to its end. */
export function tooLargeFault({ origin }: Route): NetworkFault {
  return {
    what: `the answer has more than 1 MiB, which is nothing that ZITADEL sends; the rest was not read`,
    fix: `Check that ${origin} is the instance, and what stands in front of it.`,
    topic: 'unexpected-response',
    failure: 'server',
    retry: 'never',
  };
}

const resets = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

function detailsOf(error: unknown): { code: string; text: string } {
  if (!isNativeError(error)) return { code: '', text: String(error) };
  // An address that resolved to several is tried one by one, and the causes come as one AggregateError.
  const first: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
  const source = isNativeError(first) ? first : error;
  return { code: 'code' in source && typeof source.code === 'string' ? source.code : '', text: source.message };
}
