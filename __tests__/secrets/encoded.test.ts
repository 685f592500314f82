import { describe, expect, test } from '@jest/globals';
import { encodedEchoes } from './encoded-echoes.ts';
import { createPool } from '../support/pool.ts';
import type { Scenario } from './scenarios.ts';
import { letters, symbols } from '../support/sentinels.ts';
import { inProcess, sweep } from './sweep.ts';

const inPool = createPool(6);

describe.each([
  { clientSecret: letters, as: 'letters and digits' },
  { clientSecret: symbols, as: 'every symbol' },
  { clientSecret: `${letters.slice(0, 30)}=`, as: 'one = at the end' },
  { clientSecret: `a+b/${letters.slice(0, 31)}==`, as: 'two = at the end' },
  { clientSecret: `x::${letters.slice(0, 32)}::y===`, as: 'two pairs of colons, and three = at the end' },
])('with a client secret of $as, nothing secret shows:', ({ clientSecret }) => {
  const scenarios = encodedEchoes(clientSecret);
  test.concurrent.each(scenarios.map((scenario): [string, Scenario] => [scenario.name, scenario]))(
    '%s',
    async (_name, scenario) => {
      const swept = await inPool(async () => await sweep(scenario, { clientSecret, debug: false, runner: inProcess }));
      expect(swept).toEqual({ ends: scenario.ends, shows: [] });
    },
  );
});
