import type { HttpResponse, Connect, Connection, HttpRequest } from '../../src/types/transport.ts';

/** A response that a test defines: JSON or text. */
export interface Scripted {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A connection with predefined responses and without waits. */
interface ScriptedConnection {
  readonly connect: Connect;
  /** The requests, as `POST /path`. */
  readonly asked: string[];
}

/** A connection of a test, on which a separate time limit has no effect. */
export function withoutLimit(connection: Omit<Connection, 'within'>): Connection {
  const whole: Connection = { ...connection, within: () => whole };
  return whole;
}

/** @param answers one response for each request, in order; `undefined` for a request that fails */
export function scriptConnection(answers: readonly (Scripted | undefined)[]): ScriptedConnection {
  const left = [...answers];
  const asked: string[] = [];
  const answerTo = ({ method, path }: HttpRequest): HttpResponse => {
    asked.push(`${method} ${path}`);
    const next = left.shift();
    if (next === undefined) throw new Error('there is no response');
    const { status, body, headers = {} } = next;
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    return {
      status,
      headers: { 'content-type': type, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    };
  };
  return {
    asked,
    connect: () =>
      withoutLimit({
        send: (build) => new Promise((resolve) => resolve(answerTo(build()))),
        pause: () => Promise.resolve(true),
      }),
  };
}
