import type { Emulator } from '../../emulators/zitadel/emulator.ts';
import { hideMasks, type StepLog } from '../../emulators/runner/log.ts';
import { runMain, runPost } from '../../emulators/runner/run-step.ts';
import type { Holder } from '../support/credentials.ts';
import { revokeInProcess, runInProcess } from '../support/in-process.ts';
import { rsa } from '../support/keys.ts';
import type { Scenario } from './scenarios.ts';
import { findSecrets, keySentinels, type Sentinel } from '../support/sentinels.ts';
import { startWorld } from '../support/world.ts';

/** The result of a scenario, and the parts of secrets that it showed. */
interface Swept {
  readonly ends: string | undefined;
  readonly shows: readonly string[];
  /** The log of the post step, if a scenario expects a text in it. */
  readonly revocation?: string | undefined;
}

/** The result of a step, in both ways to run a step. */
interface Ended {
  readonly log: StepLog;
  readonly stderr?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

interface SweepStep {
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a step, and its post step if the step saved a token. */
type Runner = (step: SweepStep) => Promise<readonly [Ended, ...Ended[]]>;

export const inProcess: Runner = async (step) => {
  const main = await runInProcess(step);
  return hasToken(main) ? [main, await revokeInProcess(step, main.state, main.log.masks)] : [main];
};

export const shippedBundle: Runner = async (step) => {
  const main = await runMain(step);
  return hasToken(main) ? [main, await runPost(step, main)] : [main];
};

function hasToken({ state }: Ended): boolean {
  return Object.keys(state).length > 0;
}

/** Runs a scenario, and searches everything that the step wrote for every secret. */
export async function sweep(
  scenario: Scenario,
  { clientSecret, debug, runner }: { clientSecret: string; debug: boolean; runner: Runner },
): Promise<Swept> {
  const { emulator, account } = await startWorld({ clientSecret });
  const holder = account('ci-bot');
  for (const fault of scenario.answers?.(holder, emulator.requests) ?? [])
    emulator.fault({ times: Number.POSITIVE_INFINITY, ...fault });
  const step: SweepStep = {
    inputs: { domain: emulator.origin, ...scenario.inputs(holder) },
    files: scenario.files?.(holder) ?? {},
    env: { ...scenario.env, ...(debug && { RUNNER_DEBUG: '1' }) },
  };
  const steps = await runner(step);
  const [main, post] = steps;
  const own = (scenario.secrets ?? []).map((value) => ({ name: "the scenario's secret", value }));
  const token = main.outputs['access_token'];
  const issued = token === undefined ? [] : [{ name: 'the token', value: token }];
  const sentinels = [...sentinelsOf(holder), ...own, ...sentSentinels(emulator), ...issued];
  return {
    ends: main.outputs['failure'] ?? (token === undefined ? undefined : 'success'),
    shows: steps.flatMap((ended) => look(ended, main.log.masks, sentinels)),
    ...(scenario.revocation !== undefined && { revocation: post?.log.text }),
  };
}

function sentinelsOf({ clientSecret, keyJson, assertion, personalAccessToken }: Holder): Sentinel[] {
  return [
    { name: 'the client secret', value: clientSecret },
    ...keySentinels('the key', keyJson),
    ...keySentinels('the own key', rsa.pkcs8),
    { name: 'the assertion', value: signatureOf(assertion) },
    { name: 'the personal access token', value: personalAccessToken },
  ];
}

/** The secrets in requests: signed assertions, Basic headers, tokens. */
function sentSentinels({ requests }: Emulator): Sentinel[] {
  return requests.flatMap(({ headers, form }) =>
    [
      { name: 'an Authorization header', value: headers['authorization']?.replace(/^\w+ /, '') ?? '' },
      { name: "a sent assertion's signature", value: signatureOf(form['assertion'] ?? '') },
      { name: 'a revoked token', value: form['token'] ?? '' },
    ].filter(({ value }) => value !== ''),
  );
}

/** Only the signature of an assertion is secret. Its header and claims contain IDs. */
function signatureOf(assertion: string): string {
  return assertion.split('.')[2] ?? '';
}

function look(step: Ended, ofMain: readonly string[], sentinels: readonly Sentinel[]): string[] {
  const texts = {
    // With debug logging the runner shows each mask command this way; one secret contains the name of the command.
    'the log': step.log.text.replaceAll('::add-mask::***', ''),
    'the annotations': step.log.annotations.map(({ title, message }) => `${title}\n${message}`).join('\n'),
    'standard error': hideMasks(step.stderr ?? '', [...ofMain, ...step.log.masks]),
    ...step.files,
    GITHUB_OUTPUT: withoutToken(step.files['GITHUB_OUTPUT'] ?? ''),
    GITHUB_STATE: withoutToken(step.files['GITHUB_STATE'] ?? ''),
  };
  // One search of the whole is faster, and almost always finds nothing.
  if (findSecrets(Object.values(texts).join('\n'), sentinels).length === 0) return [];
  return Object.entries(texts).flatMap(([place, text]) =>
    findSecrets(text, sentinels).map((found) => `${place} shows ${found}`),
  );
}

/** The token may only be in its output, and with `revoke` in the state. */
function withoutToken(file: string): string {
  return file.replace(/^access_token<<(.+)\n\S*\n\1$/gm, '');
}
