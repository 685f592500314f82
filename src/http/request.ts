import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { HttpClient } from '@actions/http-client';
import type { HttpResponse, HttpRequest } from '../types/transport.ts';
import { isAddress } from '../util/hosts.ts';
import {
  explainFault,
  timeoutFault,
  tooLargeFault,
  type NetworkFault,
  type Route,
  type Stage,
} from './network-error.ts';

/** The result of one attempt. */
type Outcome = HttpResponse | NetworkFault;

/** Sends one request and reads the response, within a limit of milliseconds. Never follows a redirect, never rejects. */
export type Requester = (request: HttpRequest, limitMs: number) => Promise<Outcome>;

const largestBody = 1024 * 1024;

/**
 * The only user of http-client, for its proxies from the environment and its kept connection. Its retries, redirects and
 * body reader are not used: they do not retry POST, send the credential along, and never settle if a connection breaks.
 */
export function createRequester(route: Route): Requester {
  const client = new HttpClient(undefined, [], { keepAlive: true });
  let prepared: http.Agent | undefined;
  let proxyOffers: string | undefined;
  const agentFor = (url: URL): http.Agent => {
    const agent = client.getAgent(url.href);
    if (agent !== prepared) {
      prepareAgent(agent, (offers) => {
        proxyOffers = offers;
      });
    }
    prepared = agent;
    return agent;
  };
  return async (request, limitMs) => {
    const url = joinPath(route.origin, request.path);
    let stage: Stage = route.proxy === undefined ? 'connecting' : 'connecting to the proxy';
    const limit = new AbortController();
    const { signal } = limit;
    // Keeps the process running, so that a lost request becomes a timeout and not a silent exit.
    const timer = setTimeout(() => limit.abort(), limitMs);
    const response = send(url, request, {
      client,
      signal,
      agentFor,
      reach: (reached) => {
        stage = reached;
      },
    });
    try {
      return (await Promise.race([response, aborted(signal)])) ?? tooLargeFault(route);
    } catch (error) {
      // The request may fail after its time, and a rejection without a handler would stop the process.
      response.catch(() => undefined);
      return signal.aborted
        ? timeoutFault(stage, limitMs, route)
        : explainFault(error, stage, { ...route, proxyOffers });
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

/** A request that waits for a proxy does not settle when it is aborted, so its time limit is separate. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('timeout')), { once: true });
  });
}

interface Sending {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly agentFor: (url: URL) => http.Agent;
  readonly reach: (stage: Stage) => void;
}

/** @returns undefined for a response that is too large */
async function send(url: URL, request: HttpRequest, sending: Sending): Promise<HttpResponse | undefined> {
  const { client, signal, agentFor, reach } = sending;
  const transport = url.protocol === 'https:' ? https : http;
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const first = isAddress(url.hostname) ? 'connecting' : 'looking up the name';
  // http-client creates its request with this object, which makes the progress of the request visible.
  const httpModule = {
    request: (options: https.RequestOptions, done: (message: http.IncomingMessage) => void) =>
      watch(transport.request(options, done), first, sending),
  } as typeof https;
  const options: https.RequestOptions = {
    method: request.method,
    hostname,
    port: url.port || (url.protocol === 'https:' ? 443 : 80),
    path: url.pathname + url.search,
    headers: { ...request.headers, host: url.host },
    agent: agentFor(url),
    signal,
  };
  // With an empty text, http-client would send a content-length. null means no body.
  const { message } = await client.requestRaw({ parsedUrl: url, httpModule, options }, request.body ?? null);
  reach('reading the response');
  const body = await readBody(message);
  if (body === undefined) return undefined;
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]));
  return { status: message.statusCode ?? 0, headers, body };
}

/** The library's agent for a tunnel through a proxy. */
interface TunnelAgent extends http.Agent {
  readonly proxyOptions?: { host?: string; servername?: string };
  request?: (options: https.RequestOptions) => http.ClientRequest;
}

/**
 * The library compares the certificate of a proxy that is reached by TLS with the instance's name, and drops the headers
 * of a proxy's error.
 */
function prepareAgent(agent: TunnelAgent, onOffers: (offers: string | undefined) => void): void {
  const { proxyOptions: proxy, request } = agent;
  if (proxy?.host === undefined || request === undefined) return;
  proxy.servername = isAddress(proxy.host) ? '' : proxy.host;
  agent.request = (options) =>
    request(options).once('connect', ({ headers }: http.IncomingMessage) => onOffers(headers['proxy-authenticate']));
}

function watch(request: http.ClientRequest, first: Stage, { signal, reach }: Sending): http.ClientRequest {
  // Without a listener, Node closes an upgraded connection silently.
  request.once('upgrade', (_message, socket) => {
    socket.destroy();
    request.emit('error', Object.assign(new Error('switching protocols'), { code: 'HPE_UNEXPECTED_UPGRADE' }));
  });
  return request.once('socket', (socket: Socket & { readonly secureConnecting?: boolean }) => {
    const connected = (): void =>
      reach(socket.secureConnecting ? 'making the TLS connection' : 'waiting for the response');
    if (socket.connecting) reach(first);
    else connected();
    const received = socket.bytesRead;
    // The headers, too, may come slowly.
    signal.addEventListener('abort', () => {
      if (socket.bytesRead > received) reach('reading the response');
    });
    // A kept connection emits none of these events again, so its listeners would accumulate.
    if (!socket.connecting && socket.secureConnecting !== true) return;
    socket.once('lookup', () => reach('connecting'));
    socket.once('connect', connected);
    socket.once('keylog', () => reach('finishing the TLS connection'));
    socket.once('secureConnect', () => reach('waiting for the response'));
  });
}

/** @returns undefined if the body is larger than any that ZITADEL sends; the connection is then closed */
async function readBody(message: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > largestBody) return undefined;
  }
  return Buffer.concat(chunks).toString();
}
