import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { closeLater } from './close-later.ts';

/**
 * Starts a server on this machine, and closes it and its connections after the tests of the file.
 * @returns its port
 */
export async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closeLater(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections?.();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
