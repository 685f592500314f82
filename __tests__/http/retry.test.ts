import { describe, expect, test } from '@jest/globals';
import type { HttpResponse } from '../../src/types/transport.ts';
import { explainFault, type NetworkFault } from '../../src/http/network-error.ts';
import { isRetryable, retryAfterMs, retryWait } from '../../src/http/retry.ts';

const now = Date.UTC(2026, 10, 24, 5, 0, 0);
const plenty = 600_000;

function answer(status: number, retryAfter?: string): HttpResponse {
  return { status, headers: { 'retry-after': retryAfter }, body: '' };
}

function broken(code: string): NetworkFault {
  const error = Object.assign(new Error(code), { code });
  return explainFault(error, 'connecting', { origin: 'https://acme.zitadel.cloud' });
}

test.each([200, 301, 400, 401, 403, 404, 409, 412, 413, 422, 501])('%i is not retried', (status) => {
  expect(isRetryable(answer(status))).toBe(false);
});

test.each([408, 429, 500, 502, 503, 504])('%i is retried', (status) => {
  expect(isRetryable(answer(status))).toBe(true);
});

describe('the wait without Retry-After', () => {
  test.each([
    // made, longest
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [5, 8000],
    [6, 15000],
    [7, 15000],
    [60, 15000],
    [2000, 15000],
  ])('after attempt %i is anything up to %i ms', (made, longest) => {
    const wait = (chance: number): number | undefined =>
      retryWait(answer(500), { made, spentMs: 0, leftMs: plenty }, chance);
    expect([0, 0.5, 1].map(wait)).toEqual([0, longest / 2, longest]);
  });

  test.each([
    // time left, chance, wait: a second must be left for the attempt.
    [16_001, 1, 15_000],
    [15_500, 1, 14_500],
    [3_000, 1, 2_000],
    [1_001, 1, 1],
    [1_000, 1, 0],
    [1_000, 0, 0],
    [999, 0, undefined],
    [0, 0, undefined],
    [-5, 0, undefined],
  ])('with %i ms left and chance %d it is %p', (leftMs, chance, expected) => {
    expect(retryWait(answer(503), { made: 9, spentMs: 0, leftMs }, chance)).toBe(expected);
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    [' 3 ', 3_000],
    ['0', 0],
    [new Date(now + 90_000).toUTCString(), 90_000],
    ['Tue, 24 Nov 2026 05:00:01 GMT', 1_000],
    ['Tuesday, 24-Nov-26 05:00:07 GMT', 7_000],
    ['Tue Nov 24 05:00:09 2026 GMT', 9_000],
    [new Date(now - 90_000).toUTCString(), 0],
    ['soon', 0],
    ['', 0],
    ['-5', 0],
    ['1.5', 0],
    ['9'.repeat(400), 0],
    ['9'.repeat(20), 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 0],
    [undefined, 0],
  ])('%p means %i ms', (value, ms) => {
    expect(retryAfterMs(answer(429, value), now)).toBe(ms);
  });

  test.each([
    // Retry-After, time left, wait: exactly this time, or no wait.
    ['1', plenty, 1_000],
    ['120', plenty, 120_000],
    ['120', 120_250, 120_000],
    ['120', 120_249, undefined],
    ['3600', 60_000, undefined],
  ])('of %s s with %i ms left is %p', (value, leftMs, expected) => {
    for (const chance of [0, 1]) {
      expect(retryWait(answer(429, value), { made: 1, spentMs: 0, leftMs }, chance)).toBe(expected);
    }
  });

  test.each(['0', '-5', 'soon', 'Tue, 24 Nov 2020 05:00:00 GMT'])('of %s waits for a second', (value) => {
    for (const chance of [0, 1]) {
      expect(retryWait(answer(429, value), { made: 1, spentMs: 0, leftMs: plenty }, chance)).toBe(1_000);
    }
  });
});

describe('a network fault', () => {
  test.each([
    // code, attempts, time
    ['ENOTFOUND', 3, 'whole'],
    ['EAI_AGAIN', 'any', '15 s'],
    ['ECONNREFUSED', 'any', '15 s'],
    ['ECONNRESET', 'any', 'whole'],
    ['EPIPE', 'any', 'whole'],
    ['ETIMEDOUT', 'any', 'whole'],
    ['EHOSTUNREACH', 3, 'whole'],
    ['ENETUNREACH', 3, 'whole'],
    ['EPROTO', 1, ''],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 1, ''],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 1, ''],
    ['HPE_INVALID_CONSTANT', 1, ''],
    ['HPE_HEADER_OVERFLOW', 1, ''],
    ['CERT_HAS_EXPIRED', 1, ''],
    ['CERT_NOT_YET_VALID', 1, ''],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 1, ''],
    ['SELF_SIGNED_CERT_IN_CHAIN', 1, ''],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1, ''],
    ['CERT_REVOKED', 1, ''],
    ['INVALID_PURPOSE', 1, ''],
    ['PATH_LENGTH_EXCEEDED', 1, ''],
  ])('%s: %s', (code, attempts, time) => {
    const wait = (made: number, spentMs: number): number | undefined =>
      retryWait(broken(code), { made, spentMs, leftMs: plenty }, 1);
    const made = Array.from({ length: 40 }, (_, index) => index + 1).find((count) => wait(count, 0) === undefined);
    expect(made ?? 'any').toBe(attempts);
    if (attempts === 1) return;
    // The last attempt must start a second before the limit.
    expect(wait(1, 13_900)).toBe(time === '15 s' ? 100 : 500);
    expect(wait(1, 14_000)).toBe(time === '15 s' ? 0 : 500);
    expect(wait(1, 14_001)).toBe(time === '15 s' ? undefined : 500);
  });
});

test('a limit applies to the attempts with the same failure, not to those before', () => {
  const before = { made: 9, spentMs: 40_000, leftMs: plenty };
  expect(retryWait(broken('ECONNREFUSED'), before, 1)).toBeUndefined();
  expect(retryWait(broken('ECONNREFUSED'), { ...before, alike: { made: 1, spentMs: 10 } }, 1)).toBeGreaterThan(0);
  expect(retryWait(broken('ENOTFOUND'), { ...before, alike: { made: 2, spentMs: 10 } }, 1)).toBeGreaterThan(0);
  expect(retryWait(broken('ENOTFOUND'), { ...before, alike: { made: 3, spentMs: 10 } }, 1)).toBeUndefined();
});
