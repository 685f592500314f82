import type { Connect, Connection } from '../types/transport.ts';
import { version } from '../util/action.ts';
import { formatSeconds } from '../util/time.ts';
import { describeOutcome, fromInstance, gaveUp } from './failures.ts';
import { outageFault, type Route } from './network-error.ts';
import { prepareProxy } from './proxy.ts';
import { createRequester } from './request.ts';
import { isRetryable, quickAttemptMs, retryWait, shortestAttemptMs, type Attempts } from './retry.ts';

/** The limit of the first attempt. A later one has half of the time left, if that is longer: the instance may be slow. */
const attemptMs = 10_000;

/**
 * Prepares the connection to an instance. The time limit for all requests starts now.
 * @throws ActionError `config` for a proxy or a certificate that is invalid; nothing has been sent then
 */
export const connect: Connect = ({ origin, caCertificate, timeoutMs, headers: extra }, log) => {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    // Any server between the runner and the instance could read the credential.
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    log.warning(
      'unchecked-certificates',
      `NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked. Remove the variable, and set 'ca-certificate' for a private authority.`,
    );
  }
  const route: Route = { origin, proxy: prepareProxy(origin, process.env, log), caCertificate };
  const request = createRequester(route, log);
  const headers = { accept: 'application/json', 'user-agent': `zitadel-token-action/${version}`, ...extra };
  const within = (limitMs: number): Connection => {
    const deadline = monotonicMs() + limitMs;
    const timeLeft = (): number => deadline - monotonicMs();
    return {
      proxy: route.proxy,
      within,
      async send(build, { what, judge, onceWithinMs }) {
        const started = monotonicMs();
        let alike = { rule: '', made: 0, started };
        let earlier: Awaited<ReturnType<typeof request>> | undefined;
        for (let made = 1; ; made += 1) {
          const began = monotonicMs();
          const longest = onceWithinMs ?? (made === 1 ? attemptMs : Math.max(attemptMs, timeLeft() / 2));
          const built = build();
          const complete = { ...built, headers: { ...headers, ...built.headers } };
          let outcome = await request(complete, Math.max(1, Math.min(longest, timeLeft())));
          if ('status' in outcome) {
            if (outcome.status === 200) return outcome;
            const response = fromInstance(outcome, what, { origin, log });
            const verdict = await judge?.(response);
            if (verdict === 'outage') outcome = outageFault(`status ${response.status}`, origin);
            else if (verdict === 'decision' || !isRetryable(response)) return response;
          } else if (earlier !== undefined && outcome.topic === 'timeout' && timeLeft() < quickAttemptMs) {
            // The time limit has ended this attempt, so the attempt before it shows more.
            outcome = earlier;
          }
          earlier = outcome;
          const rule = JSON.stringify('status' in outcome ? outcome.status : outcome.retry);
          alike = rule === alike.rule ? { ...alike, made: alike.made + 1 } : { rule, made: 1, started: began };
          const now = monotonicMs();
          const attempts: Attempts = {
            made,
            spentMs: now - started,
            leftMs: timeLeft(),
            alike: { made: alike.made, spentMs: now - alike.started },
          };
          const wait = onceWithinMs === undefined ? retryWait(outcome, attempts, Math.random()) : undefined;
          if (wait === undefined) throw gaveUp(outcome, what, attempts, { origin, log });
          const failed = describeOutcome(outcome, log);
          log.info(`Attempt ${made} at ${what} failed: ${failed}. Trying again in ${formatSeconds(wait)}.`);
          await sleep(wait);
        }
      },
      async pause(ms, reason) {
        if (ms + shortestAttemptMs > timeLeft()) return false;
        log.info(`${reason} Trying again in ${formatSeconds(ms)}.`);
        await sleep(ms);
        return true;
      },
    };
  };
  return within(timeoutMs);
};

/** A clock that is never set. `performance` has one as well, but takes 1 ms to load. */
function monotonicMs(): number {
  return process.uptime() * 1000;
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
