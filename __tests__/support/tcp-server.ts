import { createServer, type AddressInfo, type Socket } from 'node:net';
import { closeLater } from './close-later.ts';

/** A TCP server. The test defines how the server handles a connection. */
export interface TcpServer {
  readonly port: number;
  /** The number of connections. */
  readonly connections: () => number;
  /** Closes the server and every connection. */
  readonly close: () => Promise<void>;
}

/** @param serve handles each connection, with its number, from 1; by default the connection stays open without data */
export async function startTcpServer(
  serve: (socket: Socket, count: number) => void = () => undefined,
): Promise<TcpServer> {
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    open.add(socket);
    // A client that disconnects is not an error of the server.
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.resume();
    serve(socket, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    close: closeLater(async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    }),
  };
}
