import { isNativeError } from 'node:util/types';
import { isInternal } from '../util/hosts.ts';
import { quote } from '../util/text.ts';
import { formatSeconds } from '../util/time.ts';
import type { Topic } from '../util/topics.ts';
import { certificateFaults } from './tls.ts';

/** How far a request had come: the words complete "while …". */
export type Stage =
  | 'asking the proxy for a connection'
  | 'looking up the name'
  | 'connecting'
  | 'making the TLS connection'
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
}

/** Names the cause of an error of Node's network modules. */
export function explainFault(error: unknown, stage: Stage, route: Route): NetworkFault {
  const { code, text } = detailsOf(error);
  const host = new URL(route.origin).hostname;
  if (route.proxy !== undefined && /tunneling socket|got illegal response body from proxy/.test(text)) {
    return proxyFault(text, route.proxy);
  }
  const certificate = certificateFaults[code];
  if (certificate !== undefined)
    return { ...certificate, topic: 'certificate', what: certificate.what(host), retry: 'never' };
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
  if (code.endsWith('_ALERT_CERTIFICATE_REQUIRED')) {
    return {
      what: `${new URL(route.origin).host} wants a certificate of the client (mutual TLS)`,
      fix: `This action has none to show: reach the instance by an 'endpoint' that asks for none, or let its proxy ask for none.`,
      topic: 'client-certificate',
      retry: 'never',
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('HPE_') || code.startsWith('ERR_TLS_')) {
    return {
      what: `${new URL(route.origin).host} does not speak ${new URL(route.origin).protocol === 'https:' ? 'TLS' : 'HTTP'} as expected (${code})`,
      fix: `Check scheme and port in 'domain' (or 'endpoint'): https on a port that serves plain http, or the reverse, looks like this.`,
      topic: 'no-tls',
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
    what: `nothing came within ${formatSeconds(ms)} while ${stage}`,
    fix:
      stage === 'asking the proxy for a connection'
        ? `Check the proxy ${route.proxy}, or add the instance's host to no_proxy.`
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

function proxyFault(text: string, proxy: string): NetworkFault {
  const status = /statusCode=(\d+)/.exec(text)?.[1];
  if (status === '407') {
    return {
      what: `the proxy ${proxy} wants a user name and a password (status 407), or refuses those it got`,
      fix: `Put them into the proxy's address: https_proxy=http://user:password@host:port, with special characters percent-encoded.`,
      topic: 'proxy',
      retry: 'never',
    };
  }
  if (status !== undefined) {
    return {
      what: `the proxy ${proxy} refused the connection with status ${status}`,
      fix: `Let the proxy allow the instance's host and port, or add the host to no_proxy.`,
      topic: 'proxy',
      retry: status.startsWith('4') ? 'never' : {},
    };
  }
  // What the library passes on is the text of the cause alone.
  if (/certificate/i.test(text)) {
    return {
      what: `the certificate of the proxy ${proxy} was not accepted (${quote(text.replace(/^.*cause=/, ''))})`,
      fix: `Give the authority that signed it in 'ca-certificate', and write the proxy's address with the name in its certificate.`,
      topic: 'proxy',
      retry: 'never',
    };
  }
  if (/SSL routines|EPROTO|Parse Error/.test(text)) {
    return {
      what: `the proxy ${proxy} does not speak ${proxy.startsWith('https:') ? 'TLS' : 'HTTP'} as expected`,
      fix: `Write https_proxy=http://host:port for a proxy that is reached without TLS, as nearly all are, and https:// for one that is reached by TLS.`,
      topic: 'proxy',
      retry: 'never',
    };
  }
  return {
    what: `the proxy ${proxy} could not be reached or broke the connection`,
    fix: `Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
    topic: 'proxy',
    // A name with several addresses that all refuse leaves no text.
    retry: /ECONNREFUSED|cause=$/.test(text)
      ? { withinMs: 15_000 }
      : /ENOTFOUND|EAI_AGAIN/.test(text)
        ? { attempts: 3 }
        : {},
  };
}
