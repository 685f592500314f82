import { type IncomingMessage, type Server, type ServerResponse, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';

/** A listening server. */
interface Listening {
  port: number;
  /** Stops the server and closes all connections, whatever their state. */
  close: () => Promise<void>;
}

interface ListenOptions {
  host: string;
  port: number;
  /** PEM of the certificate and the key; http if missing. */
  tls?: { cert: string; key: string } | undefined;
  /** Called when the headers of a request have arrived. `socket` is the TCP socket, also under TLS. */
  onRequest: (message: IncomingMessage, response: ServerResponse, socket: Socket) => void;
}

/** Listens for requests. */
export async function listen({ host, port, tls, onRequest }: ListenOptions): Promise<Listening> {
  const sockets = new Map<string, Socket>();
  const onMessage = (message: IncomingMessage, response: ServerResponse): void => {
    // A TLS socket cannot be reset and does not expose its TCP socket, but both have the same remote address and port.
    onRequest(message, response, sockets.get(remoteEnd(message.socket)) ?? message.socket);
  };
  const server: Server = tls ? createHttpsServer(tls, onMessage) : createHttpServer(onMessage);
  // Like the real server, keeps idle connections open, and sends no header that limits their time.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket: Socket) => {
    const end = remoteEnd(socket);
    sockets.set(end, socket);
    // Neither a fault nor a client that disconnects is an error of the server.
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(end));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: portOf(server),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

function remoteEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the emulator does not listen on a port');
  return address.port;
}
