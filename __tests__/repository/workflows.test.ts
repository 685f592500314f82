import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { readProjectFile, readWorkflow, stepsOf, usesThisAction } from './workflow-file.ts';

/** The other actions that workflows and examples use, each at the commit of its version. */
const pins = new Set([
  'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6 # v4.2.2',
  'github/codeql-action/init@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2',
  'github/codeql-action/analyze@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2',
  'aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3',
  'azure/login@f5d393ae46f8fde4be8b75f32e3fc50e654ad0ca # v3.0.1',
  'google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093 # v3.0.0',
  'hashicorp/setup-terraform@dfe3c3f87815947d99a8997f908cb6525fc44e9e # v4.0.1',
]);

const workflows = readdirSync(join(actionFolder, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const examples = readdirSync(join(actionFolder, 'examples')).filter((name) => name.endsWith('.yml'));
const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> };
const npmCalls = (source: string): string[] =>
  [...source.matchAll(/npm (?:run (?:--silent )?)?([\w-]+)/g)].map(([, name = '']) => name);

test('the workflows exist', () => {
  expect(workflows.map((path) => path.split('/').at(-1))).toEqual([
    'ci.yml',
    'codeql.yml',
    'e2e.yml',
    'health-check.yml',
    'rebuild-dist.yml',
    'release.yml',
    'rotate.yml',
  ]);
});

test.each([...workflows, ...examples.map((name) => `examples/${name}`)])('%s pins what the table pins', (path) => {
  const uses = [...readProjectFile(path).matchAll(/uses: (\S+@.+)/g)].map(([, text = '']) => text);
  expect(uses.filter((text) => !usesThisAction(text) && !pins.has(text))).toEqual([]);
});

describe.each(workflows)('%s', (path) => {
  const text = readProjectFile(path);
  const workflow = readWorkflow(path);
  const jobs = Object.entries(workflow.jobs);

  test('grants nothing at the top, and limits the permissions and the time of each job', () => {
    expect(workflow.permissions).toEqual({});
    // The calling workflow decides what runs at the same time.
    if (!/(health-check|rotate)\.yml$/.test(path)) expect(workflow.concurrency).toBeDefined();
    expect(jobs.filter(([, job]) => job.permissions === undefined || job['timeout-minutes'] === undefined)).toEqual([]);
  });

  test('leaves no credential in a checkout', () => {
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('has no expression in a script, and no trigger that runs foreign code with secrets', () => {
    expect(stepsOf(workflow).filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(text).not.toMatch(/pull_request_target|workflow_run:/);
  });

  test('calls npm scripts that exist', () => {
    expect(npmCalls(text).filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
  });
});

test('only the named secrets are read', () => {
  const read = workflows.flatMap((path) =>
    [...readProjectFile(path).matchAll(/secrets\.([\w-]+)/g)].map(([, name]) => `${path.split('/').at(-1)}: ${name}`),
  );
  expect(read).toEqual([
    'health-check.yml: client-secret',
    'health-check.yml: ZITADEL_CLIENT_SECRET',
    'health-check.yml: service-account-key',
    'health-check.yml: ZITADEL_KEY',
    'release.yml: MAJOR_TAG_TOKEN',
    'rotate.yml: SECRETS_TOKEN',
    'rotate.yml: ZITADEL_CLIENT_SECRET',
    'rotate.yml: ZITADEL_KEY',
    'rotate.yml: ZITADEL_CLIENT_SECRET',
    'rotate.yml: ZITADEL_KEY',
  ]);
});

test('no package runs a script while it is installed', () => {
  expect(readProjectFile('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});

describe('release.yml', () => {
  const text = readProjectFile('.github/workflows/release.yml');
  const { on, jobs } = readWorkflow('.github/workflows/release.yml');

  test('starts for tags of the form vX.Y.Z only', () => {
    expect(on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
  });

  test('publishes the tested commit, checked again after the approval', () => {
    expect(jobs['release']).toMatchObject({ needs: 'verify', environment: 'release' });
    for (const job of ['verify', 'release']) {
      const steps = jobs[job]?.steps ?? [];
      expect(steps[0]?.with).toMatchObject({ ref: '${{ github.ref }}', 'fetch-depth': 0 });
      expect(steps.filter(({ run }) => run?.includes('check-release'))).toHaveLength(1);
    }
    const check = jobs['release']?.steps?.findIndex(({ run }) => run?.includes('check-release')) ?? -1;
    const attest = jobs['release']?.steps?.findIndex(({ uses }) => uses?.startsWith('actions/attest@')) ?? -1;
    expect(jobs['release']?.steps?.[check]?.env).toEqual({ VERIFIED_COMMIT: '${{ needs.verify.outputs.commit }}' });
    expect(jobs['release']?.steps?.[check]?.run).toMatch(
      /^\[\[ \$\(git rev-parse HEAD\) == "\$VERIFIED_COMMIT" \]\]\n/,
    );
    expect(check).toBeLessThan(attest);
    expect(text).not.toContain('GITHUB_SHA');
  });

  test('attests what a runner executes', () => {
    const attest = jobs['release']?.steps?.find(({ uses }) => uses?.startsWith('actions/attest@'));
    expect(String(attest?.with?.['subject-path']).trim().split('\n')).toEqual(['action.yml', 'dist/**/*']);
  });
});

describe('the CI workflow', () => {
  const { jobs } = readWorkflow('.github/workflows/ci.yml');

  test('waits for every other job, and fails unless each succeeded', () => {
    const others = Object.keys(jobs).filter((name) => name !== 'ci');
    expect(jobs['ci']?.needs).toEqual(others);
    expect(jobs['ci']?.steps?.[0]?.run).toContain(`"${others.map(() => 'success').join(' ')}"`);
  });

  test('checks everything that .ci/run checks', () => {
    const remote = new Set(npmCalls(readProjectFile('.github/workflows/ci.yml')));
    expect(npmCalls(readProjectFile('.ci/run')).filter((name) => !remote.has(name))).toEqual([]);
  });
});

describe('only the jobs that publish may write', () => {
  test.each([
    ['ci.yml', []],
    ['e2e.yml', []],
    ['codeql.yml', ['analyze: security-events']],
    ['health-check.yml', ['check: issues']],
    ['rotate.yml', []],
    ['release.yml', ['release: contents', 'release: id-token', 'release: attestations']],
    ['rebuild-dist.yml', ['commit: contents', 'commit: actions']],
  ])('%s', (name, expected) => {
    const { jobs } = readWorkflow(`.github/workflows/${name}`);
    const writes = Object.entries(jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions).flatMap(([scope, level]) => (level === 'write' ? [`${job}: ${scope}`] : [])),
    );
    expect(writes).toEqual(expected);
  });

  test('a job that may write installs no package', () => {
    for (const [name, job] of [
      ['release.yml', 'release'],
      ['rebuild-dist.yml', 'commit'],
    ] as const) {
      const scriptsOf = readWorkflow(`.github/workflows/${name}`).jobs[job]?.steps?.map(({ run = '' }) => run) ?? [];
      expect(scriptsOf.join('\n')).not.toMatch(/npm (ci|install|test)|npm run build/);
    }
  });
});

test('the instance of the end-to-end suite listens on loopback only, and its versions are pinned', () => {
  const { services } = parse(readProjectFile('e2e/compose.yaml')) as {
    services: Record<string, { image: string; ports?: string[] }>;
  };
  expect(Object.values(services).map(({ image }) => image)).toEqual([
    'ghcr.io/zitadel/zitadel:${ZITADEL_VERSION:-v4.17.3}',
    'postgres:17-alpine',
  ]);
  expect(Object.values(services).flatMap(({ ports = [] }) => ports)).toEqual([
    '127.0.0.1:${ZITADEL_E2E_PORT:-8080}:8080',
  ]);
  expect(readProjectFile('.github/workflows/e2e.yml')).toContain('["v4.13.1", "v4.17.3"]');
});

test.each(['dependabot.yml', 'ISSUE_TEMPLATE/bug.yml', 'ISSUE_TEMPLATE/feature.yml', 'ISSUE_TEMPLATE/config.yml'])(
  '.github/%s parses',
  (name) => {
    expect(parse(readProjectFile(`.github/${name}`))).toBeInstanceOf(Object);
  },
);
