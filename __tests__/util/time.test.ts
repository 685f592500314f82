import { describe, expect, test } from '@jest/globals';
import { inWords, parseDate, toTheSecond } from '../../src/util/time.ts';

const [s, min, h, d] = [1000, 60_000, 3_600_000, 86_400_000] as const;

describe('a span in words', () => {
  test.each([
    // span, words
    [-5 * s, '0 seconds'],
    [0, '0 seconds'],
    [499, '0 seconds'],
    [1 * s, '1 second'],
    [1499, '1 second'],
    [60 * s, '60 seconds'],
    [116 * s, '116 seconds'],
    [117 * s, '2 minutes'],
    [119 * s, '2 minutes'],
    [90 * min, '90 minutes'],
    [116 * min, '116 minutes'],
    [117 * min, '2 hours'],
    [43199 * s, '12 hours'],
    [43200 * s, '12 hours'],
    [36 * h, '36 hours'],
    [46 * h, '46 hours'],
    [47 * h, '2 days'],
    [14 * d, '14 days'],
    [365 * d, '365 days'],
    [711 * d, '711 days'],
    [712 * d, '2 years'],
    [3650 * d, '10 years'],
  ])('%i ms: %s', (span, words) => {
    expect(inWords(span)).toBe(words);
  });
});

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [Date.UTC(2026, 10, 24, 17, 30, 0, 0), '2026-11-24T17:30:00Z'],
  [Date.UTC(2026, 10, 24, 17, 30, 0, 999), '2026-11-24T17:30:00Z'],
])('%i to the second is %s', (time, text) => {
  expect(toTheSecond(time)).toBe(text);
});

describe('an expiration date', () => {
  test.each([
    ['2099-01-01T00:00:00Z', Date.UTC(2099, 0)],
    ['2026-11-24T17:30:00.123456Z', Date.UTC(2026, 10, 24, 17, 30, 0, 123)],
    ['2026-11-24T18:30:00+01:00', Date.UTC(2026, 10, 24, 17, 30)],
    ['9998-12-31T23:59:59Z', Date.UTC(9998, 11, 31, 23, 59, 59)],
    ['9999-12-31T23:59:59Z', Number.POSITIVE_INFINITY],
    ['9999-12-31T23:59:59.999999Z', Number.POSITIVE_INFINITY],
    ['9999-01-01T00:00:00Z', Number.POSITIVE_INFINITY],
    ['', Number.NaN],
    ['2026-11-24', Number.NaN],
    ['2026-11-24T17:30:00', Number.NaN],
    ['2026-13-24T17:30:00Z', Number.NaN],
    ['24 Nov 2026 17:30 GMT', Number.NaN],
    ['1795476070', Number.NaN],
    [1_795_476_070, Number.NaN],
    [null, Number.NaN],
    [undefined, Number.NaN],
    [{ seconds: '1795476070' }, Number.NaN],
  ])('%p is %p', (value, time) => {
    expect(parseDate(value)).toBe(time);
  });
});
