import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Case, Floor } from './cases.ts';

/** The times of a case, compared with the times of another case in the same rounds. */
export interface Row {
  readonly name: string;
  readonly against: Floor;
  readonly limit?: number | undefined;
  /** The median of the times. */
  readonly milliseconds: number;
  /** The median of the ratios of all rounds, and the quartiles. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const warmUps = 3;

/**
 * Runs every case once in each round, in a rotating order, so that a slower phase of the machine affects all cases equally.
 * @param rounds the number of rounds after the warm-up
 * @param outputFile emptied before each run, so that it does not grow
 */
export function measure(cases: readonly Case[], { rounds, outputFile }: { rounds: number; outputFile: string }): Row[] {
  const times = new Map(cases.map(({ name }) => [name, [] as number[]]));
  for (let round = -warmUps; round < rounds; round += 1) {
    const turn = Math.abs(round) % cases.length;
    for (const one of [...cases.slice(turn), ...cases.slice(0, turn)]) {
      writeFileSync(outputFile, '');
      const time = timeOf(one);
      if (round >= 0) times.get(one.name)?.push(time);
    }
  }
  return cases.map(({ name, against, limit }) => {
    const own = times.get(name) ?? [];
    const floor = times.get(against) ?? [];
    const ratios = own.map((time, round) => time / (floor[round] ?? Number.NaN));
    return {
      name,
      against,
      limit,
      milliseconds: quantile(own, 0.5),
      ratio: quantile(ratios, 0.5),
      low: quantile(ratios, 0.25),
      high: quantile(ratios, 0.75),
    };
  });
}

function timeOf({ name, command, args, env, exitCode = 0 }: Case): number {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const time = performance.now() - started;
  if (status !== exitCode) throw new Error(`"${name}" exited with ${status}:\n${stdout}${stderr}`);
  return time;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
