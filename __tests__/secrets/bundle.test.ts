import { describe, expect, test } from '@jest/globals';
import { createPool } from '../support/pool.ts';
import { scenarios, type Scenario } from './scenarios.ts';
import { symbols } from '../support/sentinels.ts';
import { shippedBundle, sweep } from './sweep.ts';

const inPool = createPool(6);

/** One scenario of each kind in a separate process, which also has a standard error. report/secrets.test.ts runs all. */
describe('in debug mode, nothing secret shows:', () => {
  const chosen = scenarios.filter(({ inBundle }) => inBundle === true);
  test.concurrent.each(chosen.map((scenario): [string, Scenario] => [scenario.name, scenario]))(
    '%s',
    async (_name, scenario) => {
      const run = { clientSecret: symbols, debug: true, runner: shippedBundle };
      expect(await inPool(async () => await sweep(scenario, run))).toEqual({
        ends: scenario.ends,
        shows: [],
        ...(scenario.revocation !== undefined && { revocation: expect.stringContaining(scenario.revocation) }),
      });
    },
  );
});
