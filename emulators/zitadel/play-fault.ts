import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from './faults.ts';
import type { RecordedRequest } from './requests.ts';

const HALF_A_BODY = '{"access_token":"half-of-a-tok';
const JSON_HEADERS = { 'content-type': 'application/json' };
const DRIP_MILLISECONDS = 200;
const HUGE_BYTES = 3 * 1024 * 1024;

interface Scene {
  request: RecordedRequest;
  response: ServerResponse;
  /** The TCP socket, also under TLS. */
  socket: Socket;
}

/** Does what a fault describes. */
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
      startResponse(response, { 'content-length': '1000' });
      response.write(HALF_A_BODY, () => socket.destroy());
      return;
    case 'stall-body':
      startResponse(response, { 'content-length': String(HALF_A_BODY.length * 2) });
      response.write(HALF_A_BODY);
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

function startResponse(response: ServerResponse, headers: Record<string, string>): void {
  response.writeHead(200, { ...JSON_HEADERS, ...headers });
}

function drip(response: ServerResponse): void {
  startResponse(response, { 'content-length': '1000000000' });
  response.flushHeaders();
  const timer = setInterval(() => response.write(' '), DRIP_MILLISECONDS);
  response.once('close', () => clearInterval(timer));
}
