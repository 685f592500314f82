import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from './answers.ts';
import { answerTo } from './answer.ts';
import { type Fault, newFaults } from './faults.ts';
import { type External, withoutPort } from './instance-host.ts';
import { lagLists } from './list-lag.ts';
import { organizationById } from './organizations.ts';
import { newOutages, type Outage, type Outages } from './outages.ts';
import { playFault } from './play-fault.ts';
import { newRateLimit } from './rate-limit.ts';
import { type RecordedRequest, readBody, recordedRequest } from './requests.ts';
import { listen } from './server.ts';
import { type AnyServiceAccount, type StartData, addStartData } from './start-data.ts';
import { stateOfAFreshInstance } from './state-of-a-fresh-instance.ts';
import type { Organization, State, Version } from './state.ts';

export interface EmulatorOptions {
  /** The release to imitate; v4.x by default. */
  version?: Version;
  /** https with a new certificate, which is valid (`true`) or has one defect; http by default. */
  tls?: boolean | 'expired' | 'wrong-name' | 'untrusted';
  /** Any free port by default. */
  port?: number;
  /** The address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** ExternalDomain: the host name of the instance, without a port; localhost by default. */
  externalDomain?: string;
  /** ExternalSecure: whether the issuer is always https, whatever a proxy reports; as `tls` by default. */
  externalSecure?: boolean;
  /** Host names of the instance in addition to the external domain. Ports are ignored, as on the real server. */
  instanceHosts?: string[];
  /** The objects that exist at the start. */
  data?: StartData;
  /** Returns the time in milliseconds; the system's clock by default. */
  now?: () => number;
  /** How far the server's clock is ahead of `now`. A negative number means that the server's clock is behind. */
  clockOffsetSeconds?: number;
  /** The number of requests per second above which the server responds with 429; no limit by default. */
  rateLimit?: number;
  /** How long a new or removed key or personal access token is missing or still shown in lists, in milliseconds; 0 by default. */
  listLagMs?: number;
  /** The outage at the start; none by default. */
  outage?: Outage;
}

export interface Emulator {
  /** `http(s)://localhost:PORT`. If the external domain is not localhost, the server finds no instance at this origin. */
  origin: string;
  port: number;
  /** PEM of the CA to trust (https only). */
  caCertificate?: string;
  /** Personal access token of the service account "admin", an IAM_OWNER. */
  adminToken: string;
  /** The first organization. */
  organization: Organization;
  /** The service accounts of the start data, by user name. */
  serviceAccounts: Record<string, AnyServiceAccount>;
  state: State;
  /** Every request since the start or the last reset, in order. */
  requests: RecordedRequest[];
  /** Queues a fault. */
  fault: (fault: Fault) => void;
  /** Starts an outage, or ends the current one. */
  outage: Outages['set'];
  /** Sets the number of requests per second above which the server responds with 429, and the `retry-after` to send. */
  limit: (perSecond: number, retryAfter?: string) => void;
  /** Removes all requests and faults, and ends an outage. */
  reset: () => void;
  /** Stops the server and closes all connections. */
  close: () => Promise<void>;
}

/** Starts a server that responds as ZITADEL does. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { version = 'v4.x', tls = false, port = 0, host = '127.0.0.1' } = options;
  const { now = Date.now, clockOffsetSeconds = 0, rateLimit = Number.POSITIVE_INFINITY } = options;
  const serverTime = (): number => now() + clockOffsetSeconds * 1000;
  const { state, adminToken } = stateOfAFreshInstance(version, serverTime);
  const external = externalOf(options);
  const requests: RecordedRequest[] = [];
  const faults = newFaults();
  const outages = newOutages(state, external);
  outages.set(options.outage);
  const limit = newRateLimit(now);
  limit.set(rateLimit);
  const rememberLists = options.listLagMs === undefined ? undefined : lagLists(state, options.listLagMs);

  const respond = async (message: IncomingMessage, response: ServerResponse, socket: Socket): Promise<void> => {
    response.sendDate = false;
    response.setHeader('date', new Date(serverTime()).toUTCString());
    const request = recordedRequest(message);
    requests.push(request);
    const early = faults.take(request, 'headers');
    if (early) return playFault(early, { request, response, socket });
    await readBody(message, request);
    rememberLists?.();
    const refusal = limit.refusal();
    const fault = refusal ? undefined : faults.take(request, 'read');
    if (fault && fault.kind !== 'lost-answer') return playFault(fault, { request, response, socket });
    const { pathname, searchParams } = new URL(request.path, 'http://localhost');
    const { method, headers, body } = request;
    const call = { method, path: pathname, query: searchParams, headers, body, secure: tls !== false };
    const answer = refusal ?? (await outages.answerTo(call, async () => answerTo(state, call, external)));
    return fault ? playFault(fault, { request, response, socket }) : send(answer, request, response);
  };

  const certificates = tls ? await import('./certificates.ts') : undefined;
  const made = tls
    ? await certificates?.makeCertificates([...external.hostNames], tls === true ? 'good' : tls)
    : undefined;
  const server = await listen({
    host,
    port,
    tls: made,
    onRequest: (message, response, socket) => {
      respond(message, response, socket).catch((error: unknown) => {
        // A client may disconnect while it sends a request. Any other error is a bug in the emulator and must be visible.
        if (message.destroyed && !message.complete) return;
        send(
          { status: 500, headers: { 'content-type': 'text/plain' }, body: `emulator: ${String(error)}` },
          undefined,
          response,
        );
      });
    },
  });

  return {
    origin: `${tls ? 'https' : 'http'}://localhost:${server.port}`,
    port: server.port,
    ...(made && { caCertificate: made.caCertificate }),
    adminToken,
    organization: organizationById(state, state.firstOrganizationId),
    serviceAccounts: addStartData(state, options.data ?? {}),
    state,
    requests,
    fault: faults.add,
    outage: outages.set,
    limit: limit.set,
    reset: () => {
      requests.length = 0;
      faults.clear();
      outages.set();
    },
    close: server.close,
  };
}

function externalOf({
  externalDomain: domain = 'localhost',
  instanceHosts = [],
  ...options
}: EmulatorOptions): External {
  const { tls = false, externalSecure = tls !== false } = options;
  return { domain, secure: externalSecure, hostNames: [domain, ...instanceHosts.map(withoutPort)] };
}

function send({ status, headers, body }: Answer, request: RecordedRequest | undefined, response: ServerResponse): void {
  if (request) request.status = status;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
