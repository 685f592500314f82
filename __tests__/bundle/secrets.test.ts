import { describe, expect, test } from '@jest/globals';
import { scenarios } from '../support/scenarios.ts';
import { sweep } from '../support/sweep.ts';
import { letters, symbols } from '../support/sweep-world.ts';

describe.each([
  { secret: letters, as: 'a client secret of letters and digits', debug: false },
  { secret: symbols, as: 'a client secret of every symbol, in debug mode', debug: true },
])('with $as, nothing secret shows:', ({ secret, debug }) => {
  test.concurrent.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      expect(await sweep(scenario, secret, debug)).toEqual({
        ends: scenario.ends,
        shows: [],
        ...(scenario.revocation !== undefined && { revocation: expect.stringContaining(scenario.revocation) }),
      });
    },
  );
});
