import type { Answer, Connect, Log, Outgoing, SendOptions } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { createExchange, type Exchange, type Outcome } from './request.ts';
import { formatSeconds, type NetworkFault, type Route } from './network-error.ts';
import { prepareProxy } from './proxy.ts';
import { oneLine } from '../util/text.ts';
import { isRetryable, retryAfterMs, retryWait, shortestAttemptMs, type Attempts } from './retry.ts';
import { describeAnswer } from './response.ts';
import { inWords } from '../util/time.ts';
import { trust } from './tls.ts';
import { version } from './version.ts';

/** No single attempt waits longer, so that a stalled one leaves time for the next. */
const attemptMs = 10_000;

/**
 * Opens the way to an instance: requests are sent until they are answered, or the network's time, which starts now, is up.
 * @throws ActionError `config` for a proxy or a certificate that cannot be used; nothing is sent before that is known
 */
export const connect: Connect = (network, log) => {
  alwaysCheckCertificates(log);
  if (network.caCertificate !== undefined) trust(network.caCertificate);
  const route: Route = { origin: network.origin, proxy: prepareProxy(network.origin, process.env, log) };
  const deadline = monotonicMs() + network.timeoutMs;
  const way: Way = { exchange: createExchange(route), route, log, timeLeft: () => deadline - monotonicMs() };
  const headers = { accept: 'application/json', 'user-agent': `zitadel-token-action/${version}`, ...network.headers };
  return {
    send(build, options) {
      const complete = (): Outgoing => {
        const request = build();
        return { ...request, headers: { ...headers, ...request.headers } };
      };
      return sendUntilAnswered(complete, options, way);
    },
    async pause(ms, reason) {
      if (ms + shortestAttemptMs > way.timeLeft()) return false;
      log.info(`${reason} Trying again in ${formatSeconds(ms)}.`);
      await sleep(ms);
      return true;
    },
  };
};

/** The environment's own switch against the check would hand the credential to anybody on the way. */
function alwaysCheckCertificates(log: Log): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  log.warning(
    `NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. ` +
      `For a private authority give its certificate in 'ca-certificate', and remove the variable.`,
  );
}

interface Way {
  readonly exchange: Exchange;
  readonly route: Route;
  readonly log: Log;
  readonly timeLeft: () => number;
}

async function sendUntilAnswered(build: () => Outgoing, options: SendOptions, way: Way): Promise<Answer> {
  const started = monotonicMs();
  let alike = { rule: '', made: 0, started };
  for (let made = 1; ; made += 1) {
    const began = monotonicMs();
    const limit = Math.max(1, Math.min(options.onceWithinMs ?? attemptMs, way.timeLeft()));
    const outcome = await way.exchange(build(), limit);
    if (outcome === 'too large') throw tooLarge(options.what, way.route);
    if ('status' in outcome && (!isRetryable(outcome) || options.isFinal?.(outcome) === true)) {
      return refuseRedirect(outcome, options.what, way);
    }
    const rule = JSON.stringify('status' in outcome ? outcome.status : outcome.retry);
    alike = rule === alike.rule ? { ...alike, made: alike.made + 1 } : { rule, made: 1, started: began };
    const now = monotonicMs();
    const attempts: Attempts = {
      made,
      spentMs: now - started,
      leftMs: way.timeLeft(),
      alike: { made: alike.made, spentMs: now - alike.started },
    };
    const wait = options.onceWithinMs === undefined ? retryWait(outcome, attempts, Math.random()) : undefined;
    if (wait === undefined) throw gaveUp(outcome, { what: options.what, attempts, limit }, way);
    way.log.info(
      `Attempt ${made} at ${options.what} failed: ${describe(outcome, way.log)}. Trying again in ${formatSeconds(wait)}.`,
    );
    await sleep(wait);
  }
}

/** A clock that nobody sets; that of `performance` has to be loaded first (1 ms). */
function monotonicMs(): number {
  return process.uptime() * 1000;
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** A redirect is never followed: it would carry the credential to a place that nobody named. */
function refuseRedirect(answer: Answer, what: string, { route: { origin }, log }: Way): Answer {
  if (answer.status < 300 || answer.status > 399) return answer;
  // Cleaned first: a URL's host is in lower case, in which no mask would be found.
  const location = answer.headers['location'];
  const named = location === undefined ? undefined : URL.parse(log.clean(location), origin)?.origin;
  // "null" is the origin of an address without a host, such as mailto:.
  const target = named === undefined || named === 'null' ? undefined : oneLine(named);
  throw new ActionError(
    'server',
    `${sentence(what)} was answered by a redirect (status ${answer.status}) to ${target ?? 'nowhere'}; it was not followed, and nothing was sent there.`,
    target === undefined || target === origin
      ? `Check what stands in front of the instance: a login page or a proxy that wants something else first.`
      : `If ${target} is your instance, set 'domain' to it. Otherwise check what stands in front of ${origin}: a login page, a proxy.`,
  );
}

function tooLarge(what: string, { origin }: Route): ActionError {
  return new ActionError(
    'server',
    `${sentence(what)} was answered by more than 1 MiB, which is nothing that ZITADEL sends; the rest was not read.`,
    `Check that ${origin} is the instance, and what stands in front of it.`,
  );
}

interface Given {
  readonly what: string;
  readonly attempts: Attempts;
  /** What the last attempt had, in milliseconds. */
  readonly limit: number;
}

function gaveUp(outcome: Answer | NetworkFault, { what, attempts, limit }: Given, { route, log }: Way): ActionError {
  const effort = attempts.made > 1 ? ` ${attempts.made} attempts in ${formatSeconds(attempts.spentMs)}.` : '';
  const message = `${sentence(what)} failed: ${describe(outcome, log)}.${effort}`;
  if (!('status' in outcome) && limit < shortestAttemptMs / 2 && attempts.leftMs <= 0) {
    return new ActionError(
      'network',
      `${sentence(what)} failed: the time of 'timeout-seconds' was up before it was answered.`,
      `Raise 'timeout-seconds', and look at what took the time before.`,
    );
  }
  if (!('status' in outcome)) return new ActionError('network', message, outcome.fix);
  const later = retryAfterMs(outcome, Date.now());
  return new ActionError('server', message, later > 0 ? comeBack(later) : serverFix(outcome.status, route.origin));
}

function comeBack(ms: number): string {
  return `Run the step again in ${inWords(ms)}: so long the server asks to wait, which is more than was left of 'timeout-seconds'.`;
}

function serverFix(status: number, origin: string): string {
  return status === 429
    ? `Run the step again later, or raise 'timeout-seconds': many jobs share one address and its limit (50 requests a second on ZITADEL Cloud).`
    : `Check that ${origin} is up (its operator's status page or logs), and run the step again; 'timeout-seconds' says how long it waits.`;
}

function describe(outcome: Exclude<Outcome, 'too large'>, log: Log): string {
  return 'status' in outcome ? describeAnswer(outcome, log) : outcome.what;
}

function sentence(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}
