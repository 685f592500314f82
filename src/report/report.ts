import { existsSync } from 'node:fs';
import type { Log, PrintedFailure } from '../types/log.ts';
import type { Deps, Report } from '../types/step.ts';
import type { Connection, ConnectionOptions } from '../types/transport.ts';
import { ActionError, type Failure } from '../util/errors.ts';
import { oneLine, quote } from '../util/text.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { setOutputs } from './outputs.ts';
import { renderSummary, writeSummary, type Line } from './summary.ts';

/** Reports how the instance is reached, if not directly under its own name. Each later message contains it. */
export function reportRoute(to: ConnectionOptions, { proxy }: Connection, report: Report, log: Log): void {
  const parts = [
    to.origin === report.issuer ? [] : `${to.origin} ('endpoint')`,
    to.caCertificate === undefined ? [] : `with additional certificates ('ca-certificate')`,
    proxy === undefined ? [] : `through a proxy (${proxy.variable})`,
  ].flat();
  if (parts.length === 0) return;
  report.route = parts.join(', ');
  report.proxy = proxy?.origin;
  log.info(`Route: ${report.route}.`);
}

/** Reports the success in the log and, with `job-summary`, in the job summary. */
export function reportSuccess(lines: readonly Line[], report: Report, { env, log }: Deps): void {
  const { jobSummary, unchecked } = report;
  log.info(unchecked ? `The personal access token was not checked ('verify: none').` : 'Got an access token.');
  for (const [name, value] of lines) log.info(`  ${name}: ${value}`);
  if (jobSummary === true) writeSummary({ env, log }, renderSummary(lines, report, env));
}

/**
 * What is known, the most important first. The log and the summary show the same lines.
 * @param now milliseconds since 1970
 */
export function reportLines(report: Report, now: number): Line[] {
  const { credentialExpiry: expiry, tokenExpiresAt } = report;
  const { id, name: title, domain } = report.organization ?? {};
  const lines: Record<string, string | undefined> = {
    Instance: report.issuer,
    Route: report.route,
    Credential: report.account,
    User: report.userId,
    'Token expires': tokenExpiresAt === undefined ? undefined : dated(tokenExpiresAt, now),
    Checked: report.verified,
    Organization: [title, domain]
      .flatMap((name) => (name === undefined ? [] : quote(name)))
      .concat(id === undefined ? [] : `ID ${id}`)
      .join(', '),
    'Credential expires':
      expiry &&
      dated(expiry.at, now) + (expiry.earliestOf ? `, the earliest of the account's ${expiry.earliestOf} tokens` : ''),
    Revocation: report.afterJob && `the token is ${report.afterJob} when the job ends`,
  };
  return Object.entries(lines).flatMap(([name, value]) => (value ? [[name, oneLine(value)]] : []));
}

function dated(time: number, now: number): string {
  if (time === Number.POSITIVE_INFINITY) return 'never';
  return `${toTheSecond(time)} (${time > now ? `in ${inWords(time - now)}` : `${inWords(now - time)} ago`})`;
}

const titles: Readonly<Record<Failure, string>> = {
  config: 'invalid configuration',
  credential: 'credential rejected',
  network: 'not reachable',
  server: 'unexpected response',
  verification: 'verification failed',
  internal: 'internal error',
};

/**
 * Reports a failure: one annotation with a title, the output `failure` and, with `job-summary`, the job summary.
 */
export function reportFailure(thrown: unknown, report: Report, { core, log, env, now }: Deps): void {
  const { failure, topic, message, fix } = thrown instanceof ActionError ? thrown : internalError(thrown);
  // Cleaned before the summary escapes it, because escaping would hide a secret from its mask.
  const error: PrintedFailure = { failure, topic, message: log.clean(message), fix: log.clean(fix) };
  log.error(`ZITADEL: ${titles[failure]}`, error);
  try {
    if (existsSync(env['GITHUB_OUTPUT'] ?? '')) setOutputs(core, 'failure', { report, failure, now });
  } catch {
    // The failure was already reported; a file that cannot be written does not change it.
  }
  if (report.jobSummary !== true) return;
  writeSummary({ env, log }, renderSummary(reportLines(report, now()), report, env, error));
}

/** A bug in this action: its message is dropped, because it may quote a secret. */
function internalError(thrown: unknown): ActionError {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = thrown instanceof Error && 'code' in thrown ? ` ${String(thrown.code)}` : '';
  // The stack begins with the message, which may look like a frame.
  const frames = thrown instanceof Error ? (thrown.stack ?? '').replace(thrown.message, '') : '';
  const place = /\bat (\S+) \(.*?([^/\\(]+:\d+):\d+\)/.exec(frames);
  const where = place === null ? '' : ` in ${place[1]} (${place[2]})`;
  const fix = `Re-run the step. If the error persists, report it with this line in the issues of this action's repository.`;
  return new ActionError('internal', 'internal', `A bug in this action: ${name}${code}${where}.`, fix);
}
