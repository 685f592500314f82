import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { readActionFile, actionFolder } from '../../emulators/runner/action-file.ts';

/** A command to be timed. */
export interface Case {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The case to compare with: the baseline, which does the same job with the least code, or an empty Node script. */
  readonly against: 'baseline' | 'node';
  /** The highest ratio that is allowed. */
  readonly limit?: number;
  readonly exitCode?: number;
}

/** The server of the cases, and the files that the cases use. */
export interface Place {
  readonly origin: string;
  readonly caFile: string;
  readonly outputFile: string;
}

/** All cases. The first two are those with which the others are compared. */
export function makeCases({ origin, caFile, outputFile }: Place): Case[] {
  const base = {
    PATH: process.env['PATH'] ?? '',
    NODE_EXTRA_CA_CERTS: caFile,
    GITHUB_OUTPUT: outputFile,
    GITHUB_STATE: outputFile,
  };
  const secret = { domain: origin, 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a' };
  const baseline = {
    ...base,
    BASELINE_ORIGIN: origin,
    BASELINE_BASIC: Buffer.from('ci-bot:secret').toString('base64'),
  };
  const node = process.execPath;
  const bundle = (
    entry: 'main' | 'post',
    inputs: Readonly<Record<string, string>>,
  ): Pick<Case, 'command' | 'args' | 'env'> => ({
    command: node,
    args: [join(actionFolder, readActionFile().runs[entry] ?? '')],
    env: { ...base, ...asInputs(inputs) },
  });
  return [
    { name: 'node -e 0', command: node, args: ['-e', '0'], env: base, against: 'node' },
    {
      name: 'baseline: one POST by node:https',
      command: node,
      args: [join(import.meta.dirname, 'baseline.cjs')],
      env: baseline,
      against: 'baseline',
    },
    {
      name: 'curl in sh',
      command: 'sh',
      args: [join(import.meta.dirname, 'curl.sh')],
      env: { ...baseline, CURL_CA_BUNDLE: caFile },
      against: 'baseline',
    },
    { name: 'client secret', ...bundle('main', secret), against: 'baseline', limit: 1.25 },
    {
      name: 'key',
      ...bundle('main', { domain: origin, 'service-account-key': makeKeyJson() }),
      against: 'baseline',
      limit: 1.3,
    },
    { name: 'client secret, verify: org', ...bundle('main', { ...secret, verify: 'org' }), against: 'baseline' },
    {
      name: 'key, token-lifetime-minutes',
      ...bundle('main', { domain: origin, 'service-account-key': makeKeyJson(), 'token-lifetime-minutes': '60' }),
      against: 'baseline',
    },
    {
      name: 'client secret, token-lifetime-minutes',
      ...bundle('main', { ...secret, 'token-lifetime-minutes': '60' }),
      against: 'baseline',
    },
    { name: 'load only (no inputs)', ...bundle('main', {}), against: 'node', exitCode: 1 },
    { name: 'post step, nothing to revoke', ...bundle('post', secret), against: 'node', limit: 1.2 },
  ];
}

/** Sets inputs as the runner does, including the defaults of action.yml. */
function asInputs(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.entries(readActionFile().inputs).map(([name, input]) => [name, input.default ?? ''] as const);
  return Object.fromEntries(
    [...defaults, ...Object.entries(inputs)].map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

function makeKeyJson(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const expirationDate = '9999-12-31T23:59:59Z';
  return JSON.stringify({
    type: 'serviceaccount',
    keyId: '400942034451434534',
    key,
    expirationDate,
    userId: '400942034401102886',
  });
}
