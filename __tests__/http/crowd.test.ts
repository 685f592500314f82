import { expect, test } from '@jest/globals';
import { runInProcess } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';

const steps = 64;
const perSecond = 20;

/** A matrix whose jobs start at once behind one address, at a server with a limit per second and without Retry-After. */
test(`${steps} steps at once, and a server that allows ${perSecond} requests a second`, async () => {
  const { emulator, inputsOf } = await startWorld({ rateLimit: perSecond });
  const step = { inputs: { ...inputsOf(), 'timeout-seconds': '180' }, realTime: true };
  const results = await Promise.all(Array.from({ length: steps }, async () => await runInProcess(step)));

  expect(results.filter(({ failed }) => failed).map(({ log }) => log.text)).toEqual([]);
  expect(new Set(results.map(({ outputs }) => outputs['access_token'])).size).toBe(steps);
  const statuses = emulator.requests.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(steps);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  // The waits grow, so that the number of requests stays small.
  expect(statuses.length).toBeLessThan(steps * 10);
}, 240_000);
