import { hideMasks } from '../../emulators/runner/log.ts';
import { runMain, runPost, type Step, type StepResult } from '../../emulators/runner/run-step.ts';
import type { Scenario } from './scenarios.ts';
import { findSecrets, type Sentinel } from './sentinels.ts';
import { sentSentinels, startSweepWorld } from './sweep-world.ts';

/** How a scenario ended, and what it showed of any secret. */
export interface Swept {
  readonly ends: string | undefined;
  readonly shows: readonly string[];
  /** What the post step said, where a scenario expects something of it. */
  readonly revocation?: string | undefined;
}

/** Runs a scenario with the shipped bundle, and looks for every secret wherever one could be read. */
export async function sweep(scenario: Scenario, clientSecret: string, debug: boolean): Promise<Swept> {
  const world = await startSweepWorld(clientSecret);
  try {
    for (const fault of scenario.answers?.(world) ?? []) world.emulator.fault(fault);
    const step: Step = {
      inputs: { domain: world.emulator.origin, ...scenario.inputs(world) },
      files: scenario.files?.(world) ?? {},
      env: { ...scenario.env?.(world), ...(debug && { RUNNER_DEBUG: '1' }) },
    };
    const main = await runMain(step);
    const steps = [main, ...(Object.keys(main.state).length === 0 ? [] : [await runPost(step, main)])];
    const own = (scenario.secrets ?? []).map((value) => ({ name: "the scenario's secret", value }));
    const sentinels = [...world.sentinels, ...own, ...sentSentinels(world), ...issued(main)];
    return {
      ends: main.exitCode === 0 ? 'success' : main.outputs['failure'],
      shows: steps.flatMap((ended) => look(ended, main.log.masks, sentinels)),
      ...(scenario.revocation !== undefined && { revocation: steps[1]?.log.text }),
    };
  } finally {
    await world.emulator.close();
  }
}

function issued({ outputs }: StepResult): Sentinel[] {
  const token = outputs['access_token'];
  return token === undefined ? [] : [{ name: 'the token', value: token }];
}

function look(step: StepResult, ofMain: readonly string[], sentinels: readonly Sentinel[]): string[] {
  const texts = {
    // With debug logging the runner shows each mask command this way; one secret contains the name of the command.
    'the log': step.log.text.replaceAll('::add-mask::***', ''),
    'the annotations': step.log.annotations.map(({ title, message }) => `${title}\n${message}`).join('\n'),
    'standard error': hideMasks(step.stderr, [...ofMain, ...step.log.masks]),
    ...step.files,
    GITHUB_OUTPUT: withoutToken(step.files.GITHUB_OUTPUT, step.outputs),
    GITHUB_STATE: withoutToken(step.files.GITHUB_STATE, step.state),
  };
  return Object.entries(texts).flatMap(([place, text]) =>
    findSecrets(text, sentinels).map((found) => `${place} shows ${found}`),
  );
}

/** The token's own output, and with `revoke` its own state, are the only places for it. */
function withoutToken(file: string, values: Readonly<Record<string, string>>): string {
  const token = values['access_token'];
  return token === undefined
    ? file
    : file.replace(/^access_token<<(.+)\n.*\n\1$/m, (block) => block.replace(token, ''));
}
