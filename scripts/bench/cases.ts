import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { readActionFile, actionFolder } from '../../emulators/runner/action-file.ts';

/** The cases with which the others are compared. */
export const floors = ['node -e 0', 'baseline: one POST', 'baseline: a POST and a GET'] as const;
export type Floor = (typeof floors)[number];

/** A command to be timed. */
export interface Case {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The case to compare with: a baseline, which does the same job with the least code, or an empty Node script. */
  readonly against: Floor;
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

/** All cases. */
export function makeCases({ origin, caFile, outputFile }: Place): Case[] {
  const base = {
    PATH: process.env['PATH'] ?? '',
    NODE_EXTRA_CA_CERTS: caFile,
    GITHUB_OUTPUT: outputFile,
    GITHUB_STATE: outputFile,
  };
  const secret = {
    domain: origin,
    'client-id': 'ci-bot',
    'client-secret': 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6aZq7wXs2cVf5bGt8nHy3mJu6kLi9oPa4d',
  };
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
  const [empty, onePost, postAndGet] = floors;
  const minimal = { command: node, args: [join(import.meta.dirname, 'baseline.cjs')] };
  const key = { domain: origin, 'service-account-key': makeKeyJson() };
  return [
    { name: empty, command: node, args: ['-e', '0'], env: base, against: empty },
    { name: onePost, ...minimal, env: baseline, against: onePost },
    {
      name: postAndGet,
      ...minimal,
      env: { ...baseline, BASELINE_GET: '/management/v1/orgs/me' },
      against: postAndGet,
    },
    {
      name: 'curl in sh',
      command: 'sh',
      args: [join(import.meta.dirname, 'curl.sh')],
      env: { ...baseline, CURL_CA_BUNDLE: caFile },
      against: onePost,
    },
    { name: 'client secret', ...bundle('main', secret), against: onePost, limit: 1.17 },
    { name: 'key', ...bundle('main', key), against: onePost, limit: 1.25 },
    { name: 'client secret, verify: org', ...bundle('main', { ...secret, verify: 'org' }), against: postAndGet },
    {
      name: 'client secret, required-roles',
      ...bundle('main', { ...secret, 'required-roles': 'ORG_OWNER_VIEWER' }),
      against: postAndGet,
    },
    {
      name: 'key, token-lifetime-minutes',
      ...bundle('main', { ...key, 'token-lifetime-minutes': '60' }),
      against: postAndGet,
    },
    {
      name: 'client secret, token-lifetime-minutes',
      ...bundle('main', { ...secret, 'token-lifetime-minutes': '60' }),
      against: postAndGet,
    },
    { name: 'load only (no inputs)', ...bundle('main', {}), against: empty, exitCode: 1 },
    { name: 'post step, nothing to revoke', ...bundle('post', secret), against: empty, limit: 1.05 },
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
