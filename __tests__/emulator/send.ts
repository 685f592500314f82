import { request as httpRequest } from 'node:http';

export interface Sent {
  port: number;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Received {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The parsed body if it is JSON, otherwise the text. */
  body: unknown;
}

/** Sends a request to a loopback port, with any Host header, on a separate connection. */
export async function send({ port, method, path, headers = {}, body = '' }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const options = { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false };
    const sending = httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => {
        const pairs = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        const isJson = response.headers['content-type'] === 'application/json' && text !== '';
        const parsed: unknown = isJson ? JSON.parse(text) : text;
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(pairs), text, body: parsed });
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
