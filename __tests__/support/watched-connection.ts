import type { Connect } from '../../src/types/transport.ts';
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
      const connection = connect(network, log);
      return {
        ...connection,
        send: async (build, options) =>
          await connection.send(() => {
            const request = build();
            const call = `${request.method} ${request.path}`;
            sent.push(call);
            onRequest?.(call);
            return request;
          }, options),
      };
    },
  };
}
