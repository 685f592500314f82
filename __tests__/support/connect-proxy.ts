import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createProxy } from 'proxy';
import { closeLater } from './close-later.ts';
import type { Pair } from './front.ts';

/** A proxy that opens tunnels. It resolves every host name to this machine. */
interface ConnectProxy {
  readonly port: number;
  /** The requested tunnels: `id.example.com:443`. */
  readonly tunnels: readonly string[];
  /** The Proxy-Authorization headers that the proxy received. */
  readonly credentials: readonly string[];
  readonly close: () => Promise<void>;
}

export interface ConnectProxyOptions {
  /** The only user that may use the proxy. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Rejects each request for a tunnel with this status. */
  readonly refuseWith?: number;
  /** With a certificate, clients connect to the proxy itself by TLS. */
  readonly pair?: Pair;
}

export async function startConnectProxy({ user, refuseWith, pair }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const credentials: string[] = [];
  const server: Server = pair === undefined ? createHttpServer() : createHttpsServer(pair);
  server.on('connect', (request: IncomingMessage, socket) => {
    // A client that disconnects is not an error of the proxy.
    socket.on('error', () => undefined);
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
