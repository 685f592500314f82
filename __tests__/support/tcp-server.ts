import { createServer, type AddressInfo, type Socket } from 'node:net';
import { closeLater } from './close-later.ts';

/** A server below HTTP: what it does with a connection is said by the test. */
export interface TcpServer {
  readonly port: number;
  /** How many connections were made to it. */
  readonly connections: () => number;
  /** Ends the server and every connection. */
  readonly close: () => Promise<void>;
}

/** @param serve is handed each connection, and which one it is, from 1; by default it is kept open in silence */
export async function startTcpServer(
  serve: (socket: Socket, count: number) => void = () => undefined,
): Promise<TcpServer> {
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    open.add(socket);
    // A client that leaves is no error of the server.
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
