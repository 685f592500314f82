import { existsSync } from 'node:fs';
import type { Deps } from '../types.ts';
import { ActionError, type Failure } from '../util/errors.ts';
import type { Facts } from '../facts.ts';
import { resultLines } from './result.ts';
import { renderSummary, writeSummary } from './summary.ts';

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
export function tellFailure(thrown: unknown, facts: Facts, { core, log, env, now }: Deps): void {
  const fault = thrown instanceof ActionError ? thrown : internalError(thrown);
  // Cleaned before the summary escapes it: a mask would not be found in what is left.
  const error = new ActionError(fault.failure, log.clean(fault.message), log.clean(fault.fix));
  log.error(titles[error.failure], error);
  try {
    if (existsSync(env['GITHUB_OUTPUT'] ?? '')) core.setOutput('failure', error.failure);
  } catch {
    // The failure has been told; that its file is full or read-only has been its cause, or changes nothing.
  }
  if (facts.jobSummary === true) writeSummary({ env, log }, renderSummary(resultLines(facts, now()), error));
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
    `A fault of this action: ${name}${code}${where}.`,
    `Report it in the issues of this action's repository, with this line; run the step again, it may not come back.`,
  );
}
