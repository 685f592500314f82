import { existsSync } from 'node:fs';
import type { Deps, Report } from '../types.ts';
import { ActionError, type Failure } from '../util/errors.ts';
import { oneLine, quote } from '../util/text.ts';
import { inWords, toTheSecond } from '../util/time.ts';
import { helpLine } from './help.ts';
import { renderSummary, writeSummary, type FailedWith, type Line } from './summary.ts';

/** Tells of success, in the log and, if it was asked for, in the job summary. */
export function reportSuccess(lines: readonly Line[], { jobSummary }: Report, { env, log }: Deps): void {
  log.info('Got an access token.');
  for (const { name, value } of lines) log.info(`  ${name}: ${value}`);
  if (jobSummary === true) writeSummary({ env, log }, renderSummary(lines));
}

/**
 * What is known, in the order in which people ask for it; the log and the summary show the same.
 * @param now milliseconds since 1970
 */
export function reportLines(report: Report, now: number): Line[] {
  const { organization, credentialExpiry: expiry, tokenExpiresAt } = report;
  const lines: Record<string, string | undefined> = {
    Instance: report.issuer,
    Credential: report.account,
    User: report.userId,
    'Token expires': tokenExpiresAt === undefined ? undefined : dated(tokenExpiresAt, now),
    Checked: report.verified,
    Organization:
      organization === undefined
        ? undefined
        : [organization.name, organization.domain]
            .filter((name) => name !== undefined)
            .map(quote)
            .concat(organization.id === undefined ? [] : `id ${organization.id}`)
            .join(', '),
    'Credential expires': expiry === undefined ? undefined : dated(expiry.at, now) + severalTokens(expiry.earliestOf),
    Revocation: report.afterJob === undefined ? undefined : `the token is ${report.afterJob} when the job ends`,
  };
  return Object.entries(lines).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: oneLine(value) }],
  );
}

function dated(time: number, now: number): string {
  if (time === Number.POSITIVE_INFINITY) return 'never';
  return time > now
    ? `${toTheSecond(time)} (in ${inWords(time - now)})`
    : `${toTheSecond(time)} (${inWords(now - time)} ago)`;
}

function severalTokens(count: number | undefined): string {
  return count === undefined ? '' : `, the earliest end of the account's ${count} tokens`;
}

const titles: Readonly<Record<Failure, string>> = {
  config: 'ZITADEL: configuration is wrong',
  credential: 'ZITADEL: credential refused',
  network: 'ZITADEL: not reachable',
  server: 'ZITADEL: unexpected answer',
  verification: 'ZITADEL: verification failed',
  internal: 'ZITADEL: internal fault',
};

/**
 * Tells of a failure: one annotation with a title, who asked where, and the fix on a line of its own; the output
 * `failure`; and the summary, if it was asked for.
 */
export function reportFailure(thrown: unknown, report: Report, { core, log, env, now }: Deps): void {
  const fault = thrown instanceof ActionError ? thrown : internalError(thrown);
  // Cleaned before the summary escapes it: a mask would not be found in what is left.
  const error: FailedWith = {
    failure: fault.failure,
    message: log.clean(fault.message),
    fix: log.clean(fault.fix),
    help: helpLine(fault.topic, env),
  };
  log.error(titles[error.failure], error);
  try {
    if (existsSync(env['GITHUB_OUTPUT'] ?? '')) core.setOutput('failure', error.failure);
  } catch {
    // The failure has been told; that its file is full or read-only has been its cause, or changes nothing.
  }
  if (report.jobSummary === true) writeSummary({ env, log }, renderSummary(reportLines(report, now()), error));
}

/** A fault of ours: its own words are dropped, since nobody has looked at what they may quote. */
function internalError(thrown: unknown): ActionError {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = thrown instanceof Error && 'code' in thrown ? ` ${String(thrown.code)}` : '';
  // The stack begins with the message, which may look like one.
  const frames = thrown instanceof Error ? (thrown.stack ?? '').replace(thrown.message, '') : '';
  const place = /\bat (\S+) \(.*?([^/\\(]+:\d+):\d+\)/.exec(frames);
  const where = place === null ? '' : ` in ${place[1]} (${place[2]})`;
  return new ActionError(
    'internal',
    'internal',
    `A fault of this action: ${name}${code}${where}.`,
    `Report it in the issues of this action's repository, with this line; run the step again, it may not come back.`,
  );
}
