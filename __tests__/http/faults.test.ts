import { expect, test } from '@jest/globals';
import { runIntoTrouble, type FaultyResult, type FaultyRun } from '../support/faulty-run.ts';
import { troubles } from './troubles.ts';
import { expectInOrder, shownBeforeMasked } from '../support/expect.ts';

/**
 * Every fault meets the token request and the verification: one time, and every time.
 * The columns: the fault, once, lasting, the message, the fix. once: the result if it happens one time, and the number of requests.
 * lasting: the number of requests if it happens every time, which always fails.
 * If no request can reach the server, its connections are counted.
 */
const again = ['2 recovers', '2+'] as const;
const final = ['1 fails', '1'] as const;
const closed = 'the connection was closed while waiting for the response';
const mayReach = 'Check that the runner may reach';
const stalls = ['2 recovers', '1'] as const;
const rows = [
  ['refused', '1 recovers', '0', 'no server listens on localhost:', "Check host and port in 'domain'"],
  ['reset before the request', ...again, closed, 'Re-run the step.'],
  ['reset after the request', ...again, closed, 'Re-run the step.'],
  ['closed without an answer', ...again, closed, 'Re-run the step.'],
  ['cut body', ...again, 'the connection was closed while reading the response', 'Re-run the step.'],
  ['stalled before the headers', ...stalls, 'no response within … s while waiting for the response', mayReach],
  ['stalled in the body', ...stalls, 'the response was not complete within … s', mayReach],
  ['dripping body', ...stalls, 'the response was not complete within … s', mayReach],
  ['408', ...again, 'status 408, "Request Timeout"', 'is up, and re-run'],
  ['429', ...again, 'status 429, "Too Many Requests"', 'or re-run the step later'],
  ['429, Retry-After 1', ...again, 'status 429, an empty body', 'or re-run the step in 1 second'],
  ['429, Retry-After 3600', ...final, 'status 429, an empty body', 'Re-run the step in 60 minutes'],
  ['500', ...again, 'status 500, an empty body', 'is up, and re-run'],
  ['502, HTML', ...again, 'status 502, an HTML page titled "502 Bad Gateway"', 'is up, and re-run'],
  ['503, a date within 3 s', ...again, 'status 503, "upstream unavailable"', 'Re-run the step in'],
  ['503, a date in a year', ...final, 'status 503, an empty body', 'Re-run the step in 365 days'],
  ['504', ...again, 'status 504, an empty body', 'is up, and re-run'],
  ['redirect', ...final, 'was redirected (status 302) to https://login.example.com.', "set 'domain' to it"],
  ['huge body', ...final, 'larger than 1 MiB', 'that nothing in front of it'],
  ['expired certificate', ...final, 'the certificate of localhost has expired', 'Renew the certificate of the server'],
  ['wrong name', ...final, 'the certificate of localhost is for other host names', "Correct 'domain'"],
] as const;

const asked = { 'token request': 'the token request', verification: 'the check of the organization' };

type Row = (typeof rows)[number];

interface Case extends FaultyRun {
  readonly name: string;
  /** After how many requests it recovers or fails. */
  readonly ends: string;
  readonly row: Row;
}

function toCases(row: Row): Case[] {
  const [fault, once, lasting] = row;
  const trouble = troubles[fault];
  if (trouble === undefined) throw new Error(`No trouble is called ${fault}.`);
  return (['token request', 'verification'] as const).flatMap((place) => {
    const shared = { trouble, place, row };
    const name = `${place}, ${fault}`;
    return [
      { ...shared, name: `${name}, every time`, ends: `${lasting} fails`, lasting: true, timeoutSeconds: 10 },
      { ...shared, name: `${name}, one time`, ends: once, lasting: false, timeoutSeconds: 60 },
    ];
  });
}

test.concurrent.each(rows.flatMap(toCases))('$name: $ends', async (one) => {
  const { step, attempts, tokens } = await runIntoTrouble(one);
  const [, count = '', orMore, end] = /^(\d+)(\+?) (\w+)$/.exec(one.ends) ?? [];
  const recovered = !step.failed;

  expect(recovered ? 'recovers' : 'fails').toBe(end);
  if (orMore === '+') expect(attempts).toBeGreaterThanOrEqual(Number(count));
  else expect(attempts).toBe(Number(count));
  expect(tokens).toHaveLength(recovered || one.place === 'verification' ? 1 : 0);
  expect(step.milliseconds).toBeLessThan(one.timeoutSeconds * 1000 + 100);
  expect(shownBeforeMasked(step.stdout, tokens)).toEqual([]);
  if (recovered) expectRecovered(one, step);
  else expectFailed(one, step);
});

function expectRecovered({ place, row: [, , , message] }: Case, { log, outputs }: FaultyResult['step']): void {
  const attempts = log.text.split('\n').filter((line) => line.startsWith('Attempt '));
  expect(attempts).not.toEqual([]);
  for (const [index, line] of attempts.entries()) {
    expectInOrder(line, `Attempt ${index + 1} at ${asked[place]} failed: … ${message}`);
    expect(line).toMatch(/\. Trying again in \d+(\.\d)? s\.$/);
  }
  expect(log.annotations).toEqual([]);
  expect(outputs).toMatchObject({ token_type: 'Bearer', org_name: 'ZITADEL' });
  expect(log.masks).toContain(outputs['access_token']);
}

function expectFailed({ place, row: [, , , message, fixed] }: Case, { log, outputs }: FaultyResult['step']): void {
  expect(log.annotations).toHaveLength(1);
  expect(outputs).toEqual({ failure: /^status|redirected|larger/.test(message) ? 'server' : 'network' });
  const lines = log.annotations[0]?.message.split('\n') ?? [];
  const [what] = lines;
  const [where, fix] = lines.slice(-3);
  expect(what?.startsWith(asked[place].replace('the', 'The'))).toBe(true);
  expectInOrder(what ?? '', message);
  expect(where).toMatch(
    /^Instance: https?:\/\/localhost:\d+; credential: client secret of "ci-bot"(; route: with additional certificates \('ca-certificate'\))?\.$/,
  );
  expectInOrder(fix ?? '', `Fix: … ${fixed}`);
}
