import { type Socket, connect } from 'node:net';

/** A connection on which a test sees every byte. */
interface Conversation {
  socket: Socket;
  /** Everything that has arrived. */
  received: () => string;
  /** Resolves when that number of characters of a body has arrived. */
  bodyOf: (length: number) => Promise<void>;
  /** Resolves when the connection is closed: with "end" after a normal close, otherwise with the code of the error. */
  over: Promise<string>;
}

/** Opens a connection and sends a text. */
export function converse(port: number, text: string): Conversation {
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  let received = '';
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => {
    received += part;
  });
  const over = new Promise<string>((resolve) => {
    let how = 'end';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      how = error.code ?? 'unknown';
    });
    socket.on('close', () => resolve(how));
  });
  const bodyOf = async (length: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (body(received).length >= length) resolve();
      };
      socket.on('data', check);
      check();
    });
  return { socket, received: () => received, bodyOf, over };
}

/** The body in the text of a response. */
export function body(response: string): string {
  return response.slice(response.indexOf('\r\n\r\n') + 4 || response.length);
}

/** The text of a request. */
export function requestText(path: string, form = ''): string {
  return [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${form.length}`,
    '',
    form,
  ].join('\r\n');
}
