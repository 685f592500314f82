import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createProxy } from 'proxy';
import { closeLater } from './close-later.ts';
import type { Pair } from './front.ts';

/** A proxy that opens tunnels, and knows names that nothing else here knows: each of them is this machine. */
export interface ConnectProxy {
  readonly port: number;
  /** What was asked for: `id.example.com:443`. */
  readonly tunnels: readonly string[];
  /** The Proxy-Authorization headers that came. */
  readonly credentials: readonly string[];
  readonly close: () => Promise<void>;
}

export interface ConnectProxyOptions {
  /** Only these may use it. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Answers each request for a tunnel with this status instead. */
  readonly refuseWith?: number;
  /** Shown to clients, which speak TLS to the proxy itself then. */
  readonly pair?: Pair;
}

export async function startConnectProxy({ user, refuseWith, pair }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const credentials: string[] = [];
  const server: Server = pair === undefined ? createHttpServer() : createHttpsServer(pair);
  server.on('connect', (request: IncomingMessage, socket) => {
    tunnels.push(request.url ?? '');
    const given = request.headers['proxy-authorization'];
    if (given !== undefined) credentials.push(given);
    if (refuseWith !== undefined) socket.end(`HTTP/1.1 ${refuseWith} Refused\r\ncontent-length: 0\r\n\r\n`);
    request.url = `127.0.0.1:${request.url?.split(':').at(-1)}`;
  });
  const proxy = refuseWith === undefined ? createProxy(server) : server;
  if (user !== undefined) {
    const wanted = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
    Object.assign(proxy, {
      authenticate: (request: IncomingMessage) => request.headers['proxy-authorization'] === wanted,
    });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    credentials,
    close: closeLater(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }),
  };
}
