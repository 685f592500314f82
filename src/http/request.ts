import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { HttpClient } from '@actions/http-client';
import type { HttpResponse, HttpRequest } from '../types.ts';
import { isAddress } from '../util/hosts.ts';
import {
  explainFault,
  timeoutFault,
  tooLargeFault,
  type NetworkFault,
  type Route,
  type Stage,
} from './network-error.ts';

/** What one attempt came to. */
export type Outcome = HttpResponse | NetworkFault;

/** Sends one request and reads its answer, within a limit of milliseconds. Never follows a redirect, never throws. */
export type Requester = (request: HttpRequest, limitMs: number) => Promise<Outcome>;

const largestBody = 1024 * 1024;

/**
 * The only user of http-client: proxies from the environment, and one kept connection. Its own retries, redirects and
 * body reader are left alone: they do not retry POST, follow with the credential, and never settle on a cut connection.
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
    let stage: Stage = route.proxy === undefined ? 'connecting' : 'asking the proxy for a connection';
    const limit = new AbortController();
    const { signal } = limit;
    // Keeps the process alive: whatever gets lost on the way ends as a timeout, and never as a silent end.
    const timer = setTimeout(() => limit.abort(), limitMs);
    const answer = send(client, url, request, {
      signal,
      agentFor,
      reach: (reached) => {
        stage = reached;
      },
    });
    try {
      return (await Promise.race([answer, aborted(signal)])) ?? tooLargeFault(route);
    } catch (error) {
      // The loser of the race may still fail, with nobody to hear it.
      answer.catch(() => undefined);
      return signal.aborted
        ? timeoutFault(stage, limitMs, route)
        : explainFault(error, stage, { ...route, proxyOffers });
    } finally {
      clearTimeout(timer);
    }
  };
}

/**
 * The address of a path on an origin, joined as text: resolved, a path that begins with two slashes would lead to another
 * host. A text that is not a path would continue the host name. Nothing is sent for it, whoever made it.
 */
function joinPath(origin: string, path: string): URL {
  const url = URL.parse(origin + path);
  if (path.startsWith('/') && url?.origin === origin) return url;
  throw new Error('The path of a request leads to another origin.');
}

/** A request that waits for a proxy does not settle when it is aborted, so its time has to be watched from outside. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('timeout')), { once: true });
  });
}

interface Watch {
  readonly signal: AbortSignal;
  readonly agentFor: (url: URL) => http.Agent;
  readonly reach: (stage: Stage) => void;
}

/** @returns undefined for a response that is too large */
async function send(
  client: HttpClient,
  url: URL,
  request: HttpRequest,
  { signal, agentFor, reach }: Watch,
): Promise<HttpResponse | undefined> {
  const transport = url.protocol === 'https:' ? https : http;
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  // http-client asks this object for the request it sends: the place to see how far that has come.
  const httpModule = {
    request: (options: https.RequestOptions, done: (message: http.IncomingMessage) => void) =>
      watch(transport.request(options, done), isAddress(url.hostname) ? 'connecting' : 'looking up the name', reach),
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
  // An empty text would send a content-length; null stands for no body.
  const { message } = await client.requestRaw({ parsedUrl: url, httpModule, options }, request.body ?? null);
  reach('reading the answer');
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
 * The library would look for the instance's name in the certificate of a proxy that is reached by TLS, and drops the
 * headers of a proxy that refuses.
 */
function prepareAgent(agent: TunnelAgent, onOffers: (offers: string | undefined) => void): void {
  const { proxyOptions: proxy, request } = agent;
  if (proxy?.host === undefined || request === undefined) return;
  proxy.servername = isAddress(proxy.host) ? '' : proxy.host;
  agent.request = (options) =>
    request(options).once('connect', ({ headers }: http.IncomingMessage) => onOffers(headers['proxy-authenticate']));
}

function watch(request: http.ClientRequest, first: Stage, reach: (stage: Stage) => void): http.ClientRequest {
  // Without somebody who listens for it, Node closes an upgraded connection and says nothing.
  request.once('upgrade', (_message, socket) => {
    socket.destroy();
    request.emit('error', Object.assign(new Error('switching protocols'), { code: 'HPE_UNEXPECTED_UPGRADE' }));
  });
  return request.once('socket', (socket: Socket & { readonly secureConnecting?: boolean }) => {
    const connected = (): void =>
      reach(socket.secureConnecting ? 'making the TLS connection' : 'waiting for the answer');
    if (socket.connecting) reach(first);
    else connected();
    // A kept connection has nothing left to wait for, and what waits on it would pile up.
    if (!socket.connecting && socket.secureConnecting !== true) return;
    socket.once('lookup', () => reach('connecting'));
    socket.once('connect', connected);
    socket.once('keylog', () => reach('finishing the TLS connection'));
    socket.once('secureConnect', () => reach('waiting for the answer'));
  });
}

/** @returns undefined when the body is larger than anything that ZITADEL says; the connection is closed then */
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
