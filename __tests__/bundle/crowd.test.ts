import { expect, test } from '@jest/globals';
import { runMain } from '../../emulators/runner/run-step.ts';
import { formatSeconds } from '../../src/util/time.ts';
import { startInstance } from '../support/instance.ts';

const steps = 64;
const perSecond = 20;

/** A matrix that starts at once behind one address: the edge allows so many requests a second, and says no more. */
test(`${steps} steps at once, and a server that allows ${perSecond} requests a second`, async () => {
  const { emulator, inputs } = await startInstance({ rateLimit: perSecond });
  const step = { inputs: { ...inputs, 'timeout-seconds': '60' } };
  const results = await Promise.all(Array.from({ length: steps }, async () => await runMain(step)));
  await emulator.close();

  const failed = results.filter(({ exitCode }) => exitCode !== 0).map(({ log }) => log.text);
  expect(failed).toEqual([]);
  expect(new Set(results.map(({ outputs }) => outputs['access_token'])).size).toBe(steps);
  expect(results.map(({ stderr }) => stderr).join('')).toBe('');
  const longest = Math.max(...results.map(({ milliseconds }) => milliseconds));
  expect(longest).toBeLessThan(60_000);

  const statuses = emulator.requests.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(steps);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  process.stderr.write(
    `${steps} steps at once, ${perSecond} requests a second allowed: ${statuses.length} requests, the last step after ${formatSeconds(longest)}\n`,
  );
}, 90_000);
