import { expect, test } from '@jest/globals';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { runMain, type StepResult } from '../../emulators/runner/run-step.ts';
import { createPool } from '../support/pool.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { listen } from '../support/listen.ts';

// Slow and endless responses that the table of faults does not contain. Only the steps that end by their time limit have a short one.

const token = 'token-of-a-slow-server-0123456789';
const tokenResponse = JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 });
const organization = JSON.stringify({ org: { id: '1', name: 'Acme', state: 'ORG_STATE_ACTIVE' } });
const ok = (body: string, more = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;

const inPool = createPool(6);

async function run(port: number, inputs: Record<string, string> = {}): Promise<StepResult> {
  const step = await inPool(
    async () =>
      await runMain({
        inputs: {
          domain: `http://localhost:${port}`,
          'client-id': 'ci-bot',
          'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a',
          ...inputs,
        },
      }),
  );
  expect(step.stderr).toBe('');
  return step;
}

/** Writes repeatedly until the client closes the connection. */
function repeat(socket: Socket, ms: number, text: (count: number) => string): void {
  let count = 0;
  const timer = setInterval(() => socket.write(text((count += 1))), ms);
  socket.once('close', () => clearInterval(timer));
}

const incomplete = /the response was not complete within [\d.]+ s/;
const slow: [string, (socket: Socket) => void, string, RegExp][] = [
  [
    'headers that arrive slowly',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      repeat(socket, 50, (count) => `x-header-${count}: drip\r\n`);
    },
    'network',
    incomplete,
  ],
  [
    'an endless series of interim responses',
    (socket) => repeat(socket, 5, () => 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20)),
    'network',
    incomplete,
  ],
  [
    'headers without an end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      repeat(socket, 5, () => `x-header: ${'a'.repeat(8_000)}\r\n`);
    },
    'network',
    /does not use HTTP as expected \(HPE_HEADER_OVERFLOW\)/,
  ],
  [
    'chunks without an end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      repeat(socket, 5, () => `4000\r\n${'a'.repeat(0x40_00)}\r\n`);
    },
    'server',
    /the response is larger than 1 MiB/,
  ],
  [
    'a body without a length and without an end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"access_token":"');
      repeat(socket, 50, () => 'a');
    },
    'network',
    incomplete,
  ],
  ['half of a status line', (socket) => void socket.write('HTTP/1.1 20'), 'network', incomplete],
  [
    'another protocol',
    (socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
    'network',
    /does not use HTTP as expected \(HPE_INVALID_CONSTANT\)/,
  ],
  [
    'two lengths',
    (socket) => void socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 400\r\n\r\n{}`),
    'network',
    /does not use HTTP as expected \(HPE_UNEXPECTED_CONTENT_LENGTH\)/,
  ],
];

test.concurrent.each(slow)('%s', async (_, respond, failure, says) => {
  const server = await startTcpServer((socket) => socket.once('data', () => respond(socket)));
  const endless = says.source.includes('complete within');
  const step = await run(server.port, endless ? { 'timeout-seconds': '8' } : {});
  expect(step.outputs).toEqual({ failure });
  expect(step.log.annotations[0]?.message).toMatch(says);
});

test.concurrent('interim responses before the final response are ignored', async () => {
  const server = await startTcpServer((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
      socket.write(ok(tokenResponse));
    }),
  );
  const step = await run(server.port);
  expect(step.outputs).toMatchObject({ access_token: token });
});

test.concurrent(
  'a response that the server sends before it reads the request, and then closes the connection',
  async () => {
    const rejection = '{"error":"invalid_client","error_description":"client not found"}';
    const server = await startTcpServer((socket) => socket.end(ok(rejection).replace('200 OK', '400 Bad Request')));
    const step = await run(server.port);
    expect(step.outputs).toEqual({ failure: 'credential' });
    expect(step.log.annotations[0]?.message).toContain('client not found');
  },
);

/** A server that closes each connection after one response, without the header that announces that. */
async function startClosingServer(close: (socket: Socket) => void): Promise<{ port: number; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request, response: ServerResponse) => {
    paths.push(request.url ?? '');
    request.resume().on('end', () => {
      response.end(request.method === 'POST' ? tokenResponse : organization, () => close(request.socket));
    });
  });
  return { port: await listen(server), paths };
}

test.concurrent.each<[string, (socket: Socket) => void]>([
  ['closed', (socket) => socket.end()],
  ['destroyed', (socket) => socket.destroy()],
  ['reset', (socket) => socket.resetAndDestroy()],
])('a kept connection that the server has %s does not fail the next request', async (_, close) => {
  const server = await startClosingServer(close);
  const step = await run(server.port, { verify: 'org' });
  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({ access_token: token, org_name: 'Acme' });
  expect(step.log.annotations).toEqual([]);
  // A request that is sent while the server closes the connection is sent again.
  const checks = server.paths.filter((path) => path === '/management/v1/orgs/me').length;
  const tokens = server.paths.length - checks;
  // On Windows, a reset also discards a response that the client has not read yet, so the request is sent again.
  const discarded = process.platform === 'win32' ? Infinity : 0;
  expect(tokens).toBeLessThanOrEqual(1 + discarded);
  expect(checks).toBeLessThanOrEqual(2 + discarded);
});

test.concurrent('a page that is expensive to parse', async () => {
  const page = `<html>${'<title'.repeat(170_000)}`;
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(403, { 'content-type': 'text/html' }).end(page));
  });
  const step = await run(await listen(server));
  expect(step.outputs).toEqual({ failure: 'server' });
  expect(step.log.text).toContain('status 403, an HTML page');
});

test.concurrent('a response that switches protocols is an error with its cause', async () => {
  const server = await startTcpServer((socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')),
  );
  const step = await run(server.port);
  expect(step.outputs).toEqual({ failure: 'network' });
  expect(step.log.text).toContain('does not use HTTP as expected');
});
