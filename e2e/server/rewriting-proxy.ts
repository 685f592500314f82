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

/** A response that the proxy sends itself. */
export interface Substitute {
  readonly status: number;
  readonly body: string;
}

/** Returns a response instead of that of the instance, or undefined. */
export type Substitution = (path: string) => Substitute | undefined;

/** Headers to send instead; undefined removes one. */
export type Rewrite = (headers: IncomingHttpHeaders, port: number) => Readonly<Record<string, string | undefined>>;

/**
 * @param to the origin of the instance
 * @param substitute is called with each request
 */
export async function startRewritingProxy(
  to: string,
  rewrite: Rewrite,
  substitute: Substitution = () => undefined,
): Promise<RewritingProxy> {
  const target = new URL(to);
  const send = target.protocol === 'https:' ? forwardByTls : forward;
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '' } = incoming;
    requests.push(`${method} ${path}`);
    const instead = substitute(path);
    if (instead !== undefined) {
      incoming.resume();
      outgoing.writeHead(instead.status, { 'content-type': 'application/json' }).end(instead.body);
      return;
    }
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
