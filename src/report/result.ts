import type { Deps } from '../types.ts';
import type { Facts } from '../facts.ts';
import { oneLine, quote } from '../util/text.ts';
import { renderSummary, writeSummary, type Line } from './summary.ts';
import { inWords, toTheSecond } from '../util/time.ts';

/** Tells of success, in the log and, if it was asked for, in the job summary. */
export function tellSuccess(lines: readonly Line[], { jobSummary }: Facts, { env, log }: Deps): void {
  log.info('Got an access token.');
  for (const { name, value } of lines) log.info(`  ${name}: ${value}`);
  if (jobSummary === true) writeSummary({ env, log }, renderSummary(lines));
}

/**
 * What is known, in the order in which people ask for it; the log and the summary show the same.
 * @param now milliseconds since 1970
 */
export function resultLines(facts: Facts, now: number): Line[] {
  const { organization, credentialExpiry: expiry, tokenExpiresAt } = facts;
  const lines: Record<string, string | undefined> = {
    Instance: facts.issuer,
    Credential: facts.account,
    User: facts.userId,
    'Token expires': tokenExpiresAt === undefined ? undefined : dated(tokenExpiresAt, now),
    Checked: facts.verified,
    Organization:
      organization === undefined
        ? undefined
        : [organization.name, organization.domain]
            .filter((name) => name !== undefined)
            .map(quote)
            .concat(`id ${organization.id}`)
            .join(', '),
    'Credential expires': expiry === undefined ? undefined : dated(expiry.at, now) + severalTokens(expiry.earliestOf),
    Revocation: facts.willRevoke === true ? 'the token is revoked when the job ends' : undefined,
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
