import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { actionFolder, readActionFile } from '../../emulators/runner/action-file.ts';
import { readProjectFile, readWorkflow, stepsOf, usesThisAction } from './workflow-file.ts';

const files = readdirSync(join(actionFolder, 'examples')).filter((name) => name.endsWith('.yml'));
const { inputs, outputs } = readActionFile();

test('the examples exist', () => {
  expect(files).toEqual([
    'curl.yml',
    'health-check.yml',
    'keyless-azure.yml',
    'keyless-gcp.yml',
    'keyless.yml',
    'node-client.yml',
    'organization.yml',
    'private-network.yml',
    'rotate-key.yml',
    'terraform.yml',
  ]);
});

describe.each(files)('examples/%s', (file) => {
  const text = readProjectFile(`examples/${file}`);
  const workflow = readWorkflow(`examples/${file}`);
  const steps = stepsOf(workflow);

  test('uses this action by its major tag', () => {
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, used = '']) => used).filter(usesThisAction);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((used) => !used.endsWith('@v1'))).toEqual([]);
  });

  test('starts with its purpose, and the environment, variables, secrets and role that it needs', () => {
    const head = text.split('\nname: ')[0] ?? '';
    const labels = [...head.matchAll(/^# (Environment|Variables|Secrets|ZITADEL role of the service account): \S/gm)];
    expect(labels.map(([, label]) => label)).toEqual([
      'Environment',
      'Variables',
      'Secrets',
      'ZITADEL role of the service account',
    ]);
    expect(head).toMatch(/^# [A-Z][^#]+(?:# [^#]+)*\.\n#\n# Environment: /);
    const needed = new Set([...text.matchAll(/(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name = '']) => name));
    const stored = new Set([...head.matchAll(/^# {3}gh (?:secret|variable) set ([A-Z_]+)/gm)].map(([, name]) => name));
    expect([...needed].filter((name) => !stored.has(name))).toEqual([]);
    expect(head).toContain('# Save this file on the default branch');
    for (const name of needed)
      expect(head).toMatch(new RegExp(`^# {3}gh (secret|variable) set ${name}\\b|${name}`, 'm'));
    for (const { environment } of Object.values(workflow.jobs)) {
      if (environment !== undefined && !environment.includes('${{'))
        expect(head).toContain(`Environment: ${environment}`);
    }
  });

  test('sets only inputs and reads only outputs that the action has', () => {
    const own = steps.filter(({ uses }) => usesThisAction(uses));
    expect(own.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !(name in inputs))).toEqual([]);
    const ids = new Set(own.map(({ id }) => id));
    const read = [...text.matchAll(/steps\.(\w+)\.outputs\.(\w+)/g)].filter(([, id]) => ids.has(id));
    expect(read.map(([, , output = '']) => output).filter((name) => !(name in outputs))).toEqual([]);
  });

  test('quotes IDs, because as a number an ID loses digits', () => {
    expect(text).not.toMatch(/: \d{15,}\s*$/m);
  });

  test('names the shell where a script has a pipeline, so that a failed part fails the step', () => {
    const named = [workflow.defaults, ...Object.values(workflow.jobs).map(({ defaults }) => defaults)];
    if (steps.some(({ run = '' }) => / \| |\|$/m.test(run))) {
      expect(named.map((defaults) => defaults?.run?.shell)).toContain('bash');
    }
  });

  test('has no expression in a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('pins every other action to a commit, with its version in a comment', () => {
    const others = [...text.matchAll(/uses: (.+)/g)]
      .map(([, uses = '']) => uses)
      .filter((uses) => !usesThisAction(uses));
    for (const uses of others) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('grants nothing at the top, and limits the permissions and the time of each job', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      // A reusable workflow has its own limits.
      if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });
});
