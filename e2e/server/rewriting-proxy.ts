import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import { request as forwardByTls } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A proxy on this machine that changes the headers of each request, as a wrong configuration does. */
export interface RewritingProxy {
  /** `http://localhost:PORT`. */
  readonly origin: string;
  readonly port: number;
  /** The requests, as `POST /path`. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** Headers to send instead; undefined removes one. */
export type Rewrite = (headers: IncomingHttpHeaders, port: number) => Readonly<Record<string, string | undefined>>;

/** @param to the origin of the instance */
export async function startRewritingProxy(to: string, rewrite: Rewrite): Promise<RewritingProxy> {
  const target = new URL(to);
  const send = target.protocol === 'https:' ? forwardByTls : forward;
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '' } = incoming;
    requests.push(`${method} ${path}`);
    const changed = { ...incoming.headers, ...rewrite(incoming.headers, port()) };
    const headers = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
    const onward = send(
      // `localhost` can also be an IPv6 address.
      {
        host: target.hostname === 'localhost' ? '127.0.0.1' : target.hostname,
        port: target.port,
        method,
        path,
        headers,
      },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 0, response.headers);
        response.pipe(outgoing);
      },
    ).on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const port = (): number => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${port()}`,
    port: port(),
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
