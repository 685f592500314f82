import http from 'node:http';
import https from 'node:https';
import { isIPv6 } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { HttpClient, type HttpClientResponse } from '@actions/http-client';
import type { Log } from '../types/log.ts';
import type { HttpRequest, HttpResponse, ProxyAddress } from '../types/transport.ts';
import { isAddress } from '../util/hosts.ts';
import { createFallbacks } from './fallbacks.ts';
import { explainFault, timeoutFault, tooLargeFault, type NetworkFault, type Route } from './network-error.ts';
import { watchRequest, watchTunnel, type Progress } from './progress.ts';
import { explainProxyFault } from './proxy-fault.ts';

/** Sends one request and reads the response, within a limit of milliseconds. Never follows a redirect, never rejects. */
export type Requester = (request: HttpRequest, limitMs: number) => Promise<HttpResponse | NetworkFault>;

const largestBody = 1024 * 1024;

/**
 * The only user of http-client, for its proxies from the environment and its kept connection. Its retries, redirects and
 * body reader are not used: they do not retry POST, send the credential along, and never settle if a connection breaks.
 */
export function createRequester(route: Route, log: Log): Requester {
  const { origin, proxy } = route;
  const fallbacks = createFallbacks(route.caCertificate, log);
  // Node tests each host name with one large expression, which V8 interprets at first. After a first text of this length, V8
  // compiles it to machine code at once, which saves 2 ms.
  isIPv6('x'.repeat(1000));
  let client: HttpClient | undefined;
  return async function attempt(request, limitMs): ReturnType<Requester> {
    const url = joinPath(origin, request.path);
    const began = process.uptime();
    const stage = proxy === undefined ? 'connecting' : 'connecting to the proxy';
    const progress: Progress = { stage, isAddressSlow: false, tunnel: {}, isOver: false, end: () => undefined };
    // Keeps the process running, so that a lost request becomes a timeout and not a silent exit. An AbortController would cost
    // listeners in each request.
    const timer = setTimeout(() => {
      progress.isOver = true;
      progress.end();
    }, limitMs);
    // By default, the library closes a silent connection after 3 minutes, before the time of the attempt is over.
    client ??= new HttpClient(undefined, [], { keepAlive: true, socketTimeout: 600_000 });
    const agent = prepareAgent(client.getAgent(origin), fallbacks.options(limitMs), progress, proxy);
    try {
      return (await send(url, request, { client, agent, progress })) ?? tooLargeFault(route);
    } catch (error) {
      const fault = progress.isOver
        ? timeoutFault(progress.stage, limitMs, route)
        : proxy !== undefined && progress.stage === 'connecting to the proxy'
          ? explainProxyFault(progress.tunnel, proxy)
          : explainFault(error, progress.stage, route);
      if (!fallbacks.learn(fault, progress)) return fault;
      // Another client has no connection of the way that failed.
      client = undefined;
      // Nothing was sent to a server whose certificate was not accepted, so the attempt goes on.
      const leftMs = limitMs - (process.uptime() - began) * 1000;
      return fault.isUnknownAuthority === true ? await attempt(request, Math.max(1, leftMs)) : fault;
    } finally {
      clearTimeout(timer);
    }
  };
}

/**
 * The address of a path on an origin, joined as text: if it were resolved, a path that starts with two slashes would name
 * another host. A text that does not start with a slash would extend the host name, so nothing is sent for it.
 */
function joinPath(origin: string, path: string): URL {
  const url = URL.parse(origin + path);
  if (path.startsWith('/') && url?.origin === origin) return url;
  throw new Error('The path of a request leads to another origin.');
}

/** @returns undefined for a response that is too large */
async function send(
  url: URL,
  { method, headers: given, body: sent }: HttpRequest,
  { client, agent, progress }: { readonly client: HttpClient; readonly agent: http.Agent; readonly progress: Progress },
): Promise<HttpResponse | undefined> {
  const transport = url.protocol === 'https:' ? https : http;
  const first = isAddress(url.hostname) ? 'connecting' : 'looking up the name';
  // http-client creates its request with this object, which makes the progress of the request visible.
  const httpModule = {
    request: (options: https.RequestOptions, done: (message: http.IncomingMessage) => void) =>
      watchRequest(transport.request(options, done), first, progress),
  } as typeof https;
  const options = { ...urlToHttpOptions(url), method, headers: { ...given, host: url.host }, agent };
  const { message } = await new Promise<HttpClientResponse>((resolve, reject) => {
    // A request that waits for a proxy does not settle when it is ended.
    progress.end = () => reject(new Error('timeout'));
    // With an empty text, http-client would send a content-length. null means no body.
    client.requestRawWithCallback({ parsedUrl: url, httpModule, options }, sent ?? null, (error, response) =>
      response === undefined ? reject(error ?? new Error('no response')) : resolve(response),
    );
  });
  progress.stage = 'reading the response';
  const body = await readBody(message);
  // A body without a length looks complete when its connection is ended.
  if (progress.isOver) throw new Error('timeout');
  if (body === undefined) return undefined;
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]));
  return { status: message.statusCode ?? 0, headers, body };
}

/** The library's agent: Node's own, or one for tunnels through a proxy. */
interface AnyAgent extends http.Agent {
  options?: object;
  readonly proxyOptions?: { readonly host?: string };
  /** Requests a tunnel. */
  request?: (options: https.RequestOptions) => http.ClientRequest;
}

/**
 * Prepares an agent for an attempt, on the way to a proxy, too. The library compares the certificate of a proxy that is
 * reached by TLS with the instance's name, and drops what the proxy did.
 */
function prepareAgent(
  agent: AnyAgent,
  options: ConnectionOptions,
  progress: Progress,
  proxy?: ProxyAddress,
): http.Agent {
  agent.options = { ...agent.options, ...options };
  const { host = '' } = agent.proxyOptions ?? {};
  if (proxy === undefined) return agent;
  const { request } = proxy.origin.startsWith('https:') ? https : http;
  agent.request = (tunnel) =>
    watchTunnel(request({ ...tunnel, ...options, servername: isAddress(host) ? '' : host }), progress);
  return agent;
}

/** @returns undefined if the body is larger than any that ZITADEL sends; the connection is then closed */
async function readBody(message: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestBody) return undefined;
  }
  return Buffer.concat(chunks).toString();
}
