import type { Connect, Connection } from '../../src/types/transport.ts';
import { connect } from '../../src/http/connection.ts';

/**
 * The real connection, which records every request, also a request whose failure is ignored.
 * @param onRequest called before a request is sent
 */
export function watchConnection(onRequest?: (call: string) => void): { connect: Connect; sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    connect: (network, log) => {
      const watched = (connection: Connection): Connection => ({
        ...connection,
        within: (ms) => watched(connection.within(ms)),
        send: async (build, options) =>
          await connection.send(() => {
            const request = build();
            const call = `${request.method} ${request.path}`;
            sent.push(call);
            onRequest?.(call);
            return request;
          }, options),
      });
      return watched(connect(network, log));
    },
  };
}
