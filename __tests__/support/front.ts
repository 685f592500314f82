import { createServer as createHttpServer, request as forward, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { closeLater } from './close-later.ts';

/** PEM of a certificate and of its key. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A server in front of an instance that closes each connection after one answer, so that the next request needs a new one. */
export interface Front {
  readonly port: number;
  readonly origin: string;
  readonly connections: () => number;
  /** Shows another certificate from the next connection on. */
  readonly show: (pair: Pair) => void;
  /** Refuses connections from now on. */
  readonly refuse: () => void;
  /** Takes connections again, at the same port. */
  readonly accept: () => void;
  readonly close: () => Promise<void>;
}

export interface FrontOptions {
  /** The instance's port; it speaks plain http. */
  readonly to: number;
  /** What the front shows; it speaks plain http without it. */
  readonly pair?: Pair | undefined;
  /** Called before an answer is passed on. */
  readonly onAnswer?: (path: string) => void;
  /** Called when a connection was made. */
  readonly onConnection?: (count: number) => void;
}

export async function startFront({ to, pair, onAnswer, onConnection }: FrontOptions): Promise<Front> {
  let count = 0;
  const server: Server = pair === undefined ? createHttpServer() : createHttpsServer(pair);
  server
    .on('request', (incoming, outgoing) => {
      const { method, url: path = '', headers } = incoming;
      const onward = forward({ port: to, method, path, headers, agent: false }, (answer) => {
        onAnswer?.(path);
        outgoing.writeHead(answer.statusCode ?? 0, { ...answer.headers, connection: 'close' });
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
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
