import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordedEntry, type RecordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';

/** A request as it came in. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that only repeats what a real one once answered. */
export interface RecordedServer {
  readonly origin: string;
  readonly heard: readonly Heard[];
  readonly close: () => Promise<void>;
}

/**
 * @param names the recorded entries, in the order in which their requests are to come; beyond them it answers 418
 * @param token stands for the recorded access token, of which only the shape was kept
 */
export async function startRecordedServer(
  version: Version,
  names: readonly string[],
  token = '',
): Promise<RecordedServer> {
  const heard: Heard[] = [];
  let origin = '';
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const name = names[heard.length];
      const { method = '', url = '', headers } = message;
      heard.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      if (name === undefined) return response.writeHead(418).end();
      const { response: recorded } = recordedEntry(version, name);
      response.writeHead(recorded.status ?? 0, { ...recorded.headers, date: new Date().toUTCString() });
      return response.end(fill(recorded, { origin, token }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    heard,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fill({ body }: RecordedEntry['response'], { origin, token }: { origin: string; token: string }): string {
  if (typeof body === 'string') return body;
  return JSON.stringify(body)
    .replace(/<(access_token|id_token): (\d+) part\(s\), (\d+) characters>/g, (_, name: string, parts, length) =>
      name === 'access_token' && token !== '' ? token : opaque(Number(parts), Number(length)),
    )
    .replace(/http:\/\/localhost:808\d/g, origin);
}

/** A text of so many parts, in that many characters. */
export function opaque(parts: number, length: number): string {
  const each = Array.from({ length: parts }, (_, index) => `eyJ${'Qz7-_k'.repeat(length)}`.slice(index));
  const size = Math.floor((length - (parts - 1)) / parts);
  const cut = each.map((part, index) => part.slice(0, index === 0 ? length - (parts - 1) - size * (parts - 1) : size));
  return cut.join('.');
}
