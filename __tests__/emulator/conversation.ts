import { type Socket, connect } from 'node:net';

/** What a client sees on a connection of its own, byte by byte. */
export interface Conversation {
  socket: Socket;
  /** All that came so far. */
  received: () => string;
  /** Resolves when that many characters of a body have come. */
  bodyOf: (length: number) => Promise<void>;
  /** Resolves when the connection is over. Out: "end" when it was closed in good order, else the error's code. */
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
      const look = (): void => {
        if (body(received).length >= length) resolve();
      };
      socket.on('data', look);
      look();
    });
  return { socket, received: () => received, bodyOf, over };
}

/** The body in the text of an answer. */
export function body(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4 || answer.length);
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
