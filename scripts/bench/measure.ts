import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Case } from './cases.ts';

/** A case's times against those of what it is compared with, round by round. */
export interface Row {
  readonly name: string;
  readonly against: 'floor' | 'node';
  readonly bar?: number | undefined;
  /** Milliseconds, the median. */
  readonly milliseconds: number;
  /** The median of the rounds' ratios, and their quartiles. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const warmUps = 3;

/**
 * Runs every case once a round, in an order that turns, so that a machine that slows down slows all of them alike.
 * @param rounds how many are counted
 * @param outputFile emptied before each run, since a growing file would favour nobody and help nobody
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
  const [node = [], floor = []] = [...times.values()];
  return cases.map(({ name, against, bar }) => {
    const own = times.get(name) ?? [];
    const ratios = own.map((time, round) => time / ((against === 'node' ? node : floor)[round] ?? Number.NaN));
    return {
      name,
      against,
      bar,
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
  if (status !== exitCode) throw new Error(`"${name}" ended with ${status}:\n${stdout}${stderr}`);
  return time;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
