import type { HttpResponse, Log } from '../types.ts';
import { ActionError, type Failure } from '../util/errors.ts';
import { oneLine } from '../util/text.ts';
import { formatSeconds, inWords } from '../util/time.ts';
import type { Topic } from '../util/topics.ts';
import type { NetworkFault, Route } from './network-error.ts';
import { clientCertificate } from './tls.ts';
import { describeResponse } from './response.ts';
import { notReached, retryAfterMs, shortestAttemptMs, type Attempts } from './retry.ts';

/** What the messages of a failed request are made of. */
interface Circumstances {
  readonly route: Route;
  readonly log: Log;
}

/** The effort that came before a request was given up. */
interface Effort {
  /** What was requested: `the token request`. */
  readonly what: string;
  readonly attempts: Attempts;
  /** What the last attempt had, in milliseconds. */
  readonly limit: number;
  /** Whether that was less than an attempt may take, since no more was left of 'timeout-seconds'. */
  readonly isCut: boolean;
}

/** A redirect is never followed: it would carry the credential to a place that nobody named. */
export function refuseRedirect(response: HttpResponse, what: string, { route, log }: Circumstances): HttpResponse {
  if (response.status < 300 || response.status > 399) return response;
  // Cleaned first: a URL's host is in lower case, in which no mask would be found.
  const location = response.headers['location'];
  const named = location === undefined ? undefined : URL.parse(log.clean(location), route.origin)?.origin;
  // "null" is the origin of an address without a host, such as mailto:.
  const target = named === undefined || named === 'null' ? undefined : oneLine(named);
  throw new ActionError(
    'server',
    'redirect',
    `${sentence(what)} was answered by a redirect (status ${response.status}) to ${target ?? 'nowhere'}; it was not followed, and nothing was sent there.`,
    target === undefined || target === route.origin
      ? `Check what stands in front of the instance: a login page or a proxy that wants something else first.`
      : `If ${target} is your instance, set 'domain' to it. Otherwise check what stands in front of ${route.origin}: a login page, a proxy.`,
  );
}

/** Responses of what is in front of an instance, by status or by a part of the body: a request never reaches it then. */
const inFront: readonly {
  readonly statuses: readonly number[];
  readonly body?: RegExp;
  readonly failure: Failure;
  readonly topic: Topic;
  readonly meaning: string;
  /** ORIGIN stands for what was called. */
  readonly fix: string;
}[] = [
  {
    statuses: [426, 464],
    failure: 'server',
    topic: 'http-version',
    meaning: `The proxy or load balancer does not accept HTTP/1.1, the protocol of this action.`,
    fix: `Configure the proxy or load balancer in front of ORIGIN to accept HTTP/1.1.`,
  },
  {
    statuses: [525, 526],
    failure: 'server',
    topic: 'not-reached',
    meaning: `The proxy (Cloudflare) does not reach the instance: it does not accept the instance's certificate or TLS.`,
    fix: `Install a valid certificate on the server behind ORIGIN, or change the proxy's encryption mode (SSL/TLS).`,
  },
  {
    statuses: [400],
    body: /HTTP request (was sent )?to (an )?HTTPS |plain HTTP to an SSL/i,
    failure: 'config',
    topic: 'plain-http-to-tls',
    meaning: `The port serves https, but it was called by plain http.`,
    fix: `Set 'domain' (or 'endpoint') to ORIGIN with https instead of http.`,
  },
  {
    statuses: [400],
    body: /SSL certificate was sent/,
    failure: 'network',
    topic: clientCertificate.topic,
    meaning: `The server ${clientCertificate.what}.`,
    fix: clientCertificate.fix,
  },
];

/** Refuses a response that ZITADEL never sends, since the request did not get there, and another one would not either. */
export function refuseInFront(response: HttpResponse, what: string, { route, log }: Circumstances): HttpResponse {
  const head = response.body.slice(0, 4096);
  const found = inFront.find(({ statuses, body }) => statuses.includes(response.status) && body?.test(head) !== false);
  if (found === undefined) return response;
  throw new ActionError(
    found.failure,
    found.topic,
    `${sentence(what)} failed: ${describeResponse(response, log)}.\n${found.meaning}`,
    found.fix.replace('ORIGIN', route.origin),
  );
}

/** What makes the last outcome of a request a failure. */
export function gaveUp(
  outcome: HttpResponse | NetworkFault,
  { what, attempts, limit, isCut }: Effort,
  { route, log }: Circumstances,
): ActionError {
  const effort = attempts.made > 1 ? ` ${attempts.made} attempts in ${formatSeconds(attempts.spentMs)}.` : '';
  const message = `${sentence(what)} failed: ${describeOutcome(outcome, log)}.${effort}`;
  if ('status' in outcome)
    return new ActionError(
      'server',
      ...serverFailure(outcome, message, { origin: route.origin, totalMs: attempts.spentMs + attempts.leftMs }),
    );
  if (limit < shortestAttemptMs / 2 && attempts.leftMs <= 0) {
    return new ActionError(
      'network',
      'timeout',
      `${sentence(what)} failed: the time of 'timeout-seconds' was up before it was answered.`,
      `Raise 'timeout-seconds', and look at what took the time before.`,
    );
  }
  if (outcome.topic === 'timeout' && isCut && attempts.made === 1) {
    return new ActionError(
      'network',
      'timeout',
      `${message} 'timeout-seconds' allows no more.`,
      `Raise 'timeout-seconds'. ${outcome.fix}`,
    );
  }
  return new ActionError(outcome.failure ?? 'network', outcome.topic, message, outcome.fix);
}

/** An outcome as part of a sentence. */
export function describeOutcome(outcome: HttpResponse | NetworkFault, log: Log): string {
  return 'status' in outcome ? describeResponse(outcome, log) : outcome.what;
}

function serverFailure(
  response: HttpResponse,
  message: string,
  { origin, totalMs }: { readonly origin: string; readonly totalMs: number },
): [Topic, string, string] {
  const later = retryAfterMs(response, Date.now());
  const when =
    later > 0
      ? ` in ${inWords(later)}. The server asked to wait that long (Retry-After), but less time was left of 'timeout-seconds'.`
      : ' later.';
  if (response.status === 429) {
    // A ban of ZITADEL Cloud lasts a minute, longer than a step of a minute.
    const enough = Math.max(120, Math.ceil(later / 1000) + 60);
    return [
      'rate-limit',
      `${message}\nMany jobs share one address and its limit. ZITADEL Cloud blocks an address for a minute after 50 requests a second.`,
      enough * 1000 > totalMs && enough <= 600
        ? `Set 'timeout-seconds: ${enough}', or re-run the step${when}`
        : `Re-run the step${when}`,
    ];
  }
  if (later > 0) return ['server-error', message, `Re-run the step${when}`];
  return notReached.has(response.status)
    ? [
        'not-reached',
        `${message}\nThe proxy (Cloudflare) does not reach the instance.`,
        `Check that the instance behind ${origin} is up and accepts the proxy's connections; then re-run the step.`,
      ]
    : [
        'server-error',
        message,
        `Check that ${origin} is up (its operator's status page or logs), and run the step again; 'timeout-seconds' says how long it waits.`,
      ];
}

function sentence(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}
