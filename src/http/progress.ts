import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Stage } from './network-error.ts';
import type { Tunnel } from './proxy-fault.ts';

/** What is seen of one attempt while it lasts. */
export interface Progress {
  stage: Stage;
  /** Whether Node went on to the next address of a name, because one had not responded in time. */
  isAddressSlow: boolean;
  tunnel: Tunnel;
  /** Whether its time is over. */
  isOver: boolean;
  /** Ends the request when its time is over. */
  end: () => void;
}

/** Watches the request for a tunnel. */
export function watchTunnel(request: ClientRequest, progress: Progress): ClientRequest {
  return request
    .once('socket', (socket) => watchAddresses(socket, progress))
    .once('connect', ({ statusCode, headers }: IncomingMessage) => {
      progress.tunnel = { status: statusCode, offers: headers['proxy-authenticate'] };
    })
    .once('error', (cause) => {
      progress.tunnel = { cause };
    });
}

function watchAddresses(socket: Socket, progress: Progress): void {
  socket.once('connectionAttemptTimeout', () => {
    progress.isAddressSlow = true;
  });
}

/**
 * Watches a request to the instance.
 * @param first the stage before a connection exists
 */
export function watchRequest(request: ClientRequest, first: Stage, progress: Progress): ClientRequest {
  const reach = (stage: Stage): void => {
    progress.stage = stage;
  };
  const { end } = progress;
  progress.end = () => {
    request.destroy();
    end();
  };
  // Without a listener, Node closes an upgraded connection silently.
  request.once('upgrade', (_message, socket) => {
    socket.destroy();
    request.emit('error', Object.assign(new Error('switching protocols'), { code: 'HPE_UNEXPECTED_UPGRADE' }));
  });
  return request.once('socket', (socket: Socket & { readonly secureConnecting?: boolean }) => {
    const connected = (): void =>
      reach(socket.secureConnecting ? 'making the TLS connection' : 'waiting for the response');
    // An address without a route fails at once.
    if (socket.connecting || socket.destroyed) reach(first);
    else connected();
    const received = socket.bytesRead;
    const { end: destroy } = progress;
    progress.end = () => {
      // The headers, too, may come slowly.
      if (socket.bytesRead > received) reach('reading the response');
      destroy();
    };
    // A kept connection emits none of these events again, so its listeners would accumulate.
    if (!socket.connecting && socket.secureConnecting !== true) return;
    watchAddresses(socket, progress);
    socket.once('lookup', () => reach('connecting'));
    socket.once('connect', connected);
    socket.once('keylog', () => reach('finishing the TLS connection'));
    socket.once('secureConnect', () => reach('waiting for the response'));
  });
}
