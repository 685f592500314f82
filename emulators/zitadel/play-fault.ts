import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from './faults.ts';
import type { RecordedRequest } from './requests.ts';

const HALF_AN_ANSWER = '{"access_token":"half-of-a-tok';
const JSON_HEADERS = { 'content-type': 'application/json' };
const DRIP_MILLISECONDS = 200;
const HUGE_BYTES = 3 * 1024 * 1024;

export interface Scene {
  request: RecordedRequest;
  response: ServerResponse;
  /** The TCP socket, also under TLS. */
  socket: Socket;
}

/** Lets a fault happen. */
export function playFault(fault: Fault, { request, response, socket }: Scene): void {
  switch (fault.kind) {
    case 'reset-before':
    case 'reset':
    case 'lost-answer':
      socket.resetAndDestroy();
      return;
    case 'close':
      response.socket?.end();
      return;
    case 'stall':
      return;
    case 'cut-body':
      startAnswer(response, { 'content-length': '1000' });
      response.write(HALF_AN_ANSWER, () => socket.destroy());
      return;
    case 'stall-body':
      startAnswer(response, { 'content-length': String(HALF_AN_ANSWER.length * 2) });
      response.write(HALF_AN_ANSWER);
      return;
    case 'drip':
      drip(response);
      return;
    case 'huge':
      response.writeHead(200, JSON_HEADERS);
      response.end(`{"access_token":"${'a'.repeat(HUGE_BYTES)}"}`);
      return;
    case 'answer':
      response.writeHead(fault.status, fault.headers ?? JSON_HEADERS);
      response.end(typeof fault.body === 'function' ? fault.body(request) : (fault.body ?? ''));
      request.status = fault.status;
  }
}

function startAnswer(response: ServerResponse, headers: Record<string, string>): void {
  response.writeHead(200, { ...JSON_HEADERS, ...headers });
}

function drip(response: ServerResponse): void {
  startAnswer(response, { 'content-length': '1000000000' });
  response.flushHeaders();
  const timer = setInterval(() => response.write(' '), DRIP_MILLISECONDS);
  response.once('close', () => clearInterval(timer));
}
