import { describe, expect, test } from '@jest/globals';
import { scenarios, type Scenario } from './scenarios.ts';
import { letters, symbols } from '../support/sentinels.ts';
import { inProcess, sweep } from './sweep.ts';

describe.each([
  { clientSecret: letters, as: 'a client secret of letters and digits', debug: false },
  { clientSecret: symbols, as: 'a client secret of every symbol, in debug mode', debug: true },
])('with $as, nothing secret shows:', ({ clientSecret, debug }) => {
  test.concurrent.each(scenarios.map((scenario): [string, Scenario] => [scenario.name, scenario]))(
    '%s',
    async (_name, scenario) => {
      expect(await sweep(scenario, { clientSecret, debug, runner: inProcess })).toEqual({
        ends: scenario.ends,
        shows: [],
        ...(scenario.revocation !== undefined && { revocation: expect.stringContaining(scenario.revocation) }),
      });
    },
  );
});
