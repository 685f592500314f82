import type { Log } from '../types/log.ts';
import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError, type Failure, type Topic } from '../util/errors.ts';
import { oneLine } from '../util/text.ts';
import { formatSeconds, inWords } from '../util/time.ts';
import { clientCertificate, http1Only } from './faults.ts';
import { checkFront, type NetworkFault } from './network-error.ts';
import { describeResponse } from './response.ts';
import { notReached, retryAfterMs, type Attempts } from './retry.ts';

/** A response of what is in front of an instance, by status or by a part of the body. The instance got no request. */
interface InFront {
  readonly statuses: readonly number[];
  readonly body?: RegExp;
  /** `server` when absent. */
  readonly failure?: Failure;
  readonly topic: Topic;
  readonly meaning: string;
  /** ORIGIN stands for the origin that was called. */
  readonly fix: string;
}

const inFront = (): readonly InFront[] => [
  {
    statuses: [426, 464, 505],
    topic: 'http-version',
    meaning: `The proxy or load balancer ${http1Only}.`,
    fix: `Configure the proxy or load balancer in front of ORIGIN to accept HTTP/1.1.`,
  },
  {
    statuses: [403, 429, 503],
    body: /^challenge\n|<title>(Just a moment\.\.\.|Attention Required! \| Cloudflare)/i,
    topic: 'bot-protection',
    meaning: `Cloudflare, in front of the instance, takes the runner for a bot.`,
    fix: `Add a rule to Cloudflare (WAF, custom rule, action Skip) that lets POST /oauth/v2/token of ORIGIN pass, or set 'endpoint' to an address that does not lead through Cloudflare.`,
  },
  {
    statuses: [525, 526],
    topic: 'not-reached',
    meaning: `The proxy (Cloudflare) does not accept the instance's certificate or TLS.`,
    fix: `Install a valid certificate on the server behind ORIGIN, or change the proxy's encryption mode.`,
  },
  {
    statuses: [400],
    body: /HTTP request (was sent )?to (an )?HTTPS |plain HTTP to an SSL/i,
    failure: 'config',
    topic: 'plain-http-to-tls',
    meaning: `The port requires https, but the request was plain http.`,
    fix: `Set 'domain' (or 'endpoint') to ORIGIN with https.`,
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

/**
 * Returns a response unless it shows that the request did not reach the instance and that another attempt would not.
 * @throws ActionError
 */
export function fromInstance(
  response: HttpResponse,
  what: string,
  { origin, log }: Pick<Session, 'origin' | 'log'>,
): HttpResponse {
  const { status, headers, body } = response;
  if (status >= 300 && status <= 399) throw redirected(response, what, { origin, log });
  const head = `${headers['cf-mitigated'] ?? ''}\n${body.slice(0, 4096)}`;
  const found = inFront().find((row) => row.statuses.includes(status) && row.body?.test(head) !== false);
  if (found === undefined) return response;
  const message = `${sentence(what)} failed: ${describeResponse(response, log)}.\n${found.meaning}`;
  throw new ActionError(found.failure ?? 'server', found.topic, message, found.fix.replace('ORIGIN', origin));
}

/** A redirect is never followed, because the credential would be sent to a host that no input names. */
function redirected(
  { status, headers }: HttpResponse,
  what: string,
  { origin, log }: Pick<Session, 'origin' | 'log'>,
): ActionError {
  // The masks are applied first: the host of a URL is in lower case, in which no mask would be found.
  const named = URL.parse(log.clean(headers['location'] ?? 'none:'), origin)?.origin ?? 'null';
  // "null" is the origin of an address without a host, such as mailto:.
  const isOther = named !== 'null' && named !== origin;
  return new ActionError(
    'server',
    'redirect',
    `${sentence(what)} was redirected (status ${status}) to ${named === 'null' ? 'an invalid address' : oneLine(named)}. Nothing was sent there.`,
    isOther
      ? `If ${oneLine(named)} is your instance, set 'domain' to it. Otherwise: ${checkFront(origin)}`
      : checkFront(origin),
  );
}

/**
 * Makes a failure of the last outcome of a request.
 * @param what was requested: `the token request`
 */
export function gaveUp(
  outcome: HttpResponse | NetworkFault,
  what: string,
  { made, spentMs, leftMs }: Attempts,
  { origin, log }: Pick<Session, 'origin' | 'log'>,
): ActionError {
  const effort = made > 1 ? ` ${made} attempts in ${formatSeconds(spentMs)}.` : '';
  const message = `${sentence(what)} failed: ${describeOutcome(outcome, log)}.${effort}`;
  if (!('status' in outcome)) {
    const { failure = 'network', topic, fix } = outcome;
    return new ActionError(failure, topic, message, fix);
  }
  const failed = (topic: Topic, meaning: string, fix: string): ActionError =>
    new ActionError('server', topic, message + meaning, fix);
  const later = retryAfterMs(outcome, Date.now());
  const rerun =
    later > 0
      ? `re-run the step in ${inWords(later)}. The server asked to wait that long (Retry-After), but less time was left of 'timeout-seconds'.`
      : 're-run the step later.';
  if (outcome.status === 429) {
    // ZITADEL Cloud blocks an address for a minute, longer than a step of a minute.
    const enough = Math.max(120, Math.ceil(later / 1000) + 60);
    const isShort = enough * 1000 > spentMs + leftMs && enough <= 600;
    return failed(
      'rate-limit',
      `\nRunners share addresses, and ZITADEL Cloud blocks an address for a minute after 50 requests per second.`,
      isShort ? `Set 'timeout-seconds: ${enough}', or ${rerun}` : sentence(rerun),
    );
  }
  if (later > 0) return failed('server-error', '', sentence(rerun));
  return notReached.has(outcome.status)
    ? failed(
        'not-reached',
        `\nThe proxy (Cloudflare) does not reach the instance.`,
        `Check that the instance behind ${origin} is up and accepts the proxy's connections, and re-run the step.`,
      )
    : failed('server-error', '', `Check that ${origin} is up, and re-run the step.`);
}

/** An outcome as part of a sentence. */
export function describeOutcome(outcome: HttpResponse | NetworkFault, log: Log): string {
  return 'status' in outcome ? describeResponse(outcome, log) : outcome.what;
}

export function sentence(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}
