import { createServer as createHttpServer, request as forward, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { closeLater } from './close-later.ts';

/** PEM of a certificate and of its key. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A server in front of an instance. It closes each connection after one response, so each request needs a new connection. */
export interface Front {
  readonly port: number;
  readonly origin: string;
  readonly connections: () => number;
  /** Uses another certificate for the next connections. */
  readonly show: (pair: Pair) => void;
  /** Closes the port. */
  readonly refuse: () => void;
  /** Opens the same port again. */
  readonly accept: () => void;
  readonly close: () => Promise<void>;
}

interface FrontOptions {
  /** The port of the instance, which speaks plain http. */
  readonly to: number;
  /** The certificate of the server, which otherwise speaks plain http. */
  readonly pair?: Pair | undefined;
  /** Called before a response is forwarded. */
  readonly onResponse?: (path: string) => void;
  /** Called for each new connection. */
  readonly onConnection?: (count: number) => void;
}

export async function startFront({ to, pair, onResponse, onConnection }: FrontOptions): Promise<Front> {
  let count = 0;
  const server: Server = pair === undefined ? createHttpServer() : createHttpsServer(pair);
  server
    .on('request', (incoming, outgoing) => {
      const { method, url: path = '', headers } = incoming;
      const onward = forward({ port: to, method, path, headers, agent: false }, (response) => {
        onResponse?.(path);
        outgoing.writeHead(response.statusCode ?? 0, { ...response.headers, connection: 'close' });
        response.pipe(outgoing);
      });
      incoming.pipe(onward).on('error', () => outgoing.destroy());
    })
    .on('connection', () => {
      count += 1;
      onConnection?.(count);
    });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${pair === undefined ? 'http' : 'https'}://localhost:${port}`,
    connections: () => count,
    show: (next) => {
      if ('setSecureContext' in server && typeof server.setSecureContext === 'function') server.setSecureContext(next);
    },
    refuse: () => void server.close(),
    accept: () => void server.listen(port, '127.0.0.1'),
    close: closeLater(async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    }),
  };
}
