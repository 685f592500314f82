import type { RecordedRequest } from './requests.ts';

/** What the server does instead of sending a correct response. */
export type FaultKind =
  /** The connection is reset after the headers have arrived, before the body is read. */
  | { kind: 'reset-before' }
  /** The connection is reset after the request has been read. */
  | { kind: 'reset' }
  /** The request has its effect, and the connection is reset instead of a response. */
  | { kind: 'lost-answer' }
  /** The connection is closed normally, without a response. */
  | { kind: 'close' }
  /** 200, and a body that ends before its content-length. */
  | { kind: 'cut-body' }
  /** Nothing is sent, not even headers. */
  | { kind: 'stall' }
  /** 200 and half of the body, then nothing. */
  | { kind: 'stall-body' }
  /** 200 and one byte of the body every 200 ms, forever. */
  | { kind: 'drip' }
  /** 200 and 3 MiB of JSON. */
  | { kind: 'huge' }
  /** A response with this status, these headers and this body. */
  | {
      kind: 'answer';
      status: number;
      headers?: Record<string, string>;
      body?: string | ((request: RecordedRequest) => string);
    };

export type Fault = FaultKind & {
  /** The whole path, or a pattern for the path; by default every path. */
  on?: string | RegExp;
  /** How many requests the fault affects; 1 by default. */
  times?: number;
};

/** The faults that have not happened yet, in order. */
export interface Faults {
  add: (fault: Fault) => void;
  /** Removes an occurrence of a fault from the queue. @returns the fault for the request at this moment, if any */
  take: (request: RecordedRequest, moment: 'headers' | 'read') => Fault | undefined;
  clear: () => void;
}

/** Creates an empty queue of faults. */
export function newFaults(): Faults {
  let queue: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      queue.push({ fault, left: fault.times ?? 1 });
    },
    take(request, moment) {
      // Only the first fault for this path is considered, so that the faults of both moments stay in order.
      const next = queue.find(({ fault, left }) => left > 0 && affects(fault, request));
      if (!next || (next.fault.kind === 'reset-before') !== (moment === 'headers')) return undefined;
      next.left -= 1;
      return next.fault;
    },
    clear() {
      queue = [];
    },
  };
}

function affects({ on }: Fault, { path }: RecordedRequest): boolean {
  if (on === undefined) return true;
  return typeof on === 'string'
    ? path.split('?')[0] === on
    : new RegExp(on.source, on.flags.replace(/[gy]/g, '')).test(path);
}
