import type { HttpResponse, Log } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { oneLine } from '../util/text.ts';
import { formatSeconds, inWords } from '../util/time.ts';
import type { NetworkFault, Route } from './network-error.ts';
import { describeResponse } from './response.ts';
import { retryAfterMs, shortestAttemptMs, type Attempts } from './retry.ts';

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

/** What makes the last outcome of a request a failure. */
export function gaveUp(
  outcome: HttpResponse | NetworkFault,
  { what, attempts, limit }: Effort,
  { route, log }: Circumstances,
): ActionError {
  const effort = attempts.made > 1 ? ` ${attempts.made} attempts in ${formatSeconds(attempts.spentMs)}.` : '';
  const message = `${sentence(what)} failed: ${describeOutcome(outcome, log)}.${effort}`;
  if ('status' in outcome) return new ActionError('server', ...serverFailure(outcome, message, route));
  if (limit < shortestAttemptMs / 2 && attempts.leftMs <= 0) {
    return new ActionError(
      'network',
      'timeout',
      `${sentence(what)} failed: the time of 'timeout-seconds' was up before it was answered.`,
      `Raise 'timeout-seconds', and look at what took the time before.`,
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
  { origin }: Route,
): ['rate-limit' | 'server-error', string, string] {
  const topic = response.status === 429 ? 'rate-limit' : 'server-error';
  const later = retryAfterMs(response, Date.now());
  return [topic, message, later > 0 ? comeBack(later) : serverFix(response.status, origin)];
}

function comeBack(ms: number): string {
  return `Run the step again in ${inWords(ms)}: so long the server asks to wait, which is more than was left of 'timeout-seconds'.`;
}

function serverFix(status: number, origin: string): string {
  return status === 429
    ? `Run the step again later, or raise 'timeout-seconds': many jobs share one address and its limit (50 requests a second on ZITADEL Cloud).`
    : `Check that ${origin} is up (its operator's status page or logs), and run the step again; 'timeout-seconds' says how long it waits.`;
}

function sentence(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}
