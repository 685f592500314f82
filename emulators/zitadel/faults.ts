import type { RecordedRequest } from './requests.ts';

/** What goes wrong instead of an answer. */
export type FaultKind =
  /** The connection is reset when the headers have come, before the request is read. */
  | { kind: 'reset-before' }
  /** The connection is reset when the request was read. */
  | { kind: 'reset' }
  /** The request has its effect, and the connection is reset in place of the answer. */
  | { kind: 'lost-answer' }
  /** The connection is closed in good order, without an answer. */
  | { kind: 'close' }
  /** 200, and a body that ends before its content-length. */
  | { kind: 'cut-body' }
  /** No answer, not even headers. */
  | { kind: 'stall' }
  /** 200 and half of the body, then nothing. */
  | { kind: 'stall-body' }
  /** 200 and one byte of the body each 200 ms, without an end. */
  | { kind: 'drip' }
  /** 200 and 3 MiB of JSON. */
  | { kind: 'huge' }
  /** Any answer. */
  | {
      kind: 'answer';
      status: number;
      headers?: Record<string, string>;
      body?: string | ((request: RecordedRequest) => string);
    };

export type Fault = FaultKind & {
  /** The path, as a whole or as a pattern; any by default. */
  on?: string | RegExp;
  /** How many requests it meets; 1 by default. */
  times?: number;
};

/** The faults still to come, in order. */
export interface Faults {
  add: (fault: Fault) => void;
  /** The fault that meets a request at this moment, counted down; nothing when there is none. */
  take: (request: RecordedRequest, moment: 'headers' | 'read') => Fault | undefined;
  clear: () => void;
}

/** An empty queue of faults. */
export function newFaults(): Faults {
  let queue: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      queue.push({ fault, left: fault.times ?? 1 });
    },
    take(request, moment) {
      // The first fault for this path decides, so that faults of both moments keep their order.
      const next = queue.find(({ fault, left }) => left > 0 && meets(fault, request));
      if (!next || (next.fault.kind === 'reset-before') !== (moment === 'headers')) return undefined;
      next.left -= 1;
      return next.fault;
    },
    clear() {
      queue = [];
    },
  };
}

function meets({ on }: Fault, { path }: RecordedRequest): boolean {
  if (on === undefined) return true;
  return typeof on === 'string'
    ? path.split('?')[0] === on
    : new RegExp(on.source, on.flags.replace(/[gy]/g, '')).test(path);
}
